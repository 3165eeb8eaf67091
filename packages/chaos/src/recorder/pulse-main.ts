// The recorder's own heartbeat: a process that does nothing but look at the clock. When it comes late, the machine stood
// still or was out of breath, and what took long meanwhile says nothing about the system.
import { settings } from '../workers/settings.ts'
import { Recorder } from './history.ts'

const everyMs = 100
const worthSayingMs = 100

const { historyFile } = settings()
const recorder = new Recorder(historyFile)
let expected = performance.now() + everyMs
setInterval(() => {
  const now = performance.now()
  const lateMs = Math.round(now - expected)
  if (lateMs >= worthSayingMs) recorder.record({ what: 'pulse', lateMs })
  expected = now + everyMs
}, everyMs)
