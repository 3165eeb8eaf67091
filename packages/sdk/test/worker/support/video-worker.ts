import { runWorkerProcess } from '../../../src/worker/index.ts'

await runWorkerProcess('video', new URL('./video-handlers.ts', import.meta.url))
