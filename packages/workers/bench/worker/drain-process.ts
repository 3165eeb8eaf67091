// A process that works through one backlog: `drain-process.ts <Drain as JSON>`. Its servers are named by the environment.
// The last line of its output is a Drained as JSON.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contender, Drain, Drained, MakeContender } from './contender.ts'
import { contenders } from './contenders/index.ts'
import { Ours } from './contenders/ours.ts'

const drain = JSON.parse(process.argv[2] ?? '{}') as Drain
const make = (contenders as Readonly<Record<string, MakeContender>>)[drain.contender]
if (!make) throw new Error(`known contenders: ${Object.keys(contenders).join(' ')}`)

const contender = await make(process.env as Record<string, string>)
if (drain.finishedJobs > 0 && contender instanceof Ours) await contender.platform.age(drain.finishedJobs)
await contender.fill(drain.jobs)
console.log(JSON.stringify(await measure(contender)))
// What still runs is not waited for: the servers end with this measurement.
process.exit(0)

async function measure(contender: Contender): Promise<Drained> {
  const drained = Promise.withResolvers<void>()
  const expected = drain.jobs - (drain.firstJobMs > 0 ? 1 : 0)
  let first = drain.firstJobMs > 0
  let jobs = 0
  const work = async () => {
    if (first) {
      first = false
      await sleep(drain.firstJobMs)
      return
    }
    if (drain.workMs > 0) await sleep(drain.workMs)
    jobs += 1
    if (jobs === expected) drained.resolve()
  }
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await contender.start(drain.slots, work)
  await Promise.race([drained.promise, sleep(drain.limitSeconds * 1000)])
  const seconds = (performance.now() - startedAt) / 1000
  const done = jobs
  if (drain.firstJobMs === 0) await contender.stop()
  const { user, system } = process.cpuUsage(cpu)
  // Counted up to the last ack: with a limit, more jobs were done until then than until the limit.
  const share = done / Math.max(1, jobs)
  const counts = Object.fromEntries(
    Object.entries((await contender.counts?.()) ?? {}).map(([name, count]) => [name, count * share]),
  )
  return { jobs: done, seconds, cpuSeconds: ((user + system) / 1e6) * share, ...counts }
}
