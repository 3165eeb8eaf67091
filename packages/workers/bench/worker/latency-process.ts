// A worker of the contract's own size that says when it starts each job: for the time from enqueue to start.
import { Ours } from './contenders/ours.ts'

const ours = await Ours.create(process.env as Record<string, string>)
await ours.start(ours.slotsOfContract, async (jobId) => {
  process.send?.({ jobId, at: performance.timeOrigin + performance.now() })
})
process.send?.({ ready: true })
process.on('disconnect', () => process.exit(0))
