// A worker whose grace is short, and whose hooks say what they hear.
import { loadConfig } from '../../../src/config/index.ts'
import { runWorker } from '../../../src/worker/index.ts'

const fleet = process.env.FLEET === 'messaging' ? 'messaging' : 'ai'
const config = loadConfig(process.env, [fleet])
const worker = await runWorker({
  fleet,
  module: new URL(fleet === 'ai' ? './scripted-handlers.ts' : './messaging-handlers.ts', import.meta.url),
  config,
  name: config.worker.name,
  hooks: {
    claimed: ({ job, traceparent }) => {
      console.log(`hook claimed ${job.jobId} ${job.attempt} ${traceparent}`)
      throw new Error('a hook that fails')
    },
    ended: ({ job, outcome, code, reason, durationMs }) =>
      console.log(`hook ended ${job.jobId} ${outcome} ${code ?? reason ?? '-'} ${durationMs > 0}`),
  },
})
process.once('SIGTERM', () => void worker.stop({ grace: Number(process.env.GRACE_SECONDS) }))
