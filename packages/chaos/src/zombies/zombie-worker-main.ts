// A worker process of the run: `zombie-worker-main.ts <fleet>`.
import { runWorkerProcess } from '@academy/sdk/worker'
import type { ChaosFleet } from '../plan/planned.ts'
import { Recorder } from '../recorder/history.ts'
import { settings } from '../workers/settings.ts'

const fleet = process.argv[2] as ChaosFleet
await runWorkerProcess(fleet, new URL(`./${fleet}-handlers.ts`, import.meta.url))
if (!process.exitCode) {
  const recorder = new Recorder(settings().historyFile)
  recorder.record({ what: 'up', worker: process.env.WORKER_NAME ?? '', pid: process.pid })
}
