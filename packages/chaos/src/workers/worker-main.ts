// A worker process of the run: `worker-main.ts <fleet>`. Nothing here is special to chaos but that it says when it is up.
import { runWorkerProcess } from '@academy/sdk/worker'
import type { ChaosFleet } from '../plan/planned.ts'
import { Recorder } from '../recorder/history.ts'
import { settings } from './settings.ts'

const fleet = process.argv[2] as ChaosFleet
await runWorkerProcess(fleet, new URL(`./${fleet}-handlers.ts`, import.meta.url))
if (!process.exitCode) {
  const recorder = new Recorder(settings().historyFile)
  recorder.record({ what: 'up', worker: process.env.WORKER_NAME ?? '', pid: process.pid })
}
