// The recorder's own heartbeat: a process that now and then does as much work as a worker's beat, and notes how much
// later it was done than on a machine of its own. What took long meanwhile says nothing about the system.
import { settings } from '../workers/settings.ts'
import { Recorder } from './history.ts'

const everyMs = 250
const workMs = 10 // of processor time
const worthSayingMs = 50

const { historyFile } = settings()
const recorder = new Recorder(historyFile)
const cpuMs = () => process.cpuUsage().user / 1000

let expected = performance.now() + everyMs
setInterval(() => {
  const end = cpuMs() + workMs
  while (cpuMs() < end);
  const lateMs = Math.round(performance.now() - expected - workMs)
  if (lateMs >= worthSayingMs) recorder.record({ what: 'pulse', lateMs })
  expected = performance.now() + everyMs
}, everyMs)
