import { runWorkerProcess } from '../../../src/worker/index.ts'

await runWorkerProcess('messaging', new URL('./messaging-handlers.ts', import.meta.url))
