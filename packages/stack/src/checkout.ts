import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top folder of the checkout. */
export const checkout = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

/** Things that are made once for each checkout and reused by every run; may be deleted at any time. */
export const cacheDirectory = join(checkout, '.academy', 'cache')
