import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker as Thread } from 'node:worker_threads'
import type { FirstLoginFiles } from '../../application/ports.ts'
import type { FirstLoginsTask } from './first-logins-thread.ts'

const threadMain = new URL(`./first-logins-thread${extname(import.meta.url)}`, import.meta.url)

/**
 * Workbooks of first logins, each made by a thread of its own: stretching a passphrase takes a good part of a second,
 * in which this process must go on answering.
 * @param key the configuration's key for one-time secrets; without it there are no such files
 */
export function createFirstLoginFiles(key: string | undefined): FirstLoginFiles | undefined {
  if (key === undefined) return undefined
  return {
    write: async (origin, parts, passphrase) => {
      const task: FirstLoginsTask = { key, origin, parts, passphrase }
      const thread = new Thread(threadMain, { workerData: task, env: {} })
      try {
        const [file] = await once(thread, 'message')
        return file as Uint8Array
      } finally {
        await thread.terminate()
      }
    },
  }
}
