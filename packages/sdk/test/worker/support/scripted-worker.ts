import { runWorkerProcess } from '../../../src/worker/index.ts'

await runWorkerProcess('ai', new URL('./scripted-handlers.ts', import.meta.url))
