import { runWorkerProcess } from '@academy/sdk/worker'

await runWorkerProcess('messaging', new URL('./handlers.ts', import.meta.url))
