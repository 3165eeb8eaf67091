import { fleets } from '@academy/sdk/contract'
import { busy, quietShare } from './load.ts'
import { type FairnessReport, judge } from './report.ts'
import { capBreaches, type JobTimes, jainOfSeconds, percentile } from './shares.ts'
import { type Run, Side } from './side.ts'

const rounds = 3
const seconds = { lone: 8, idle: 15, round: 15 } as const
const claimMs = 20 // between a claim's look at who waits and the time that it writes, on a busy machine

/**
 * `pnpm bench fairness`: one worker with five slots, a tenant with 10,000 jobs waiting and eight that come with a job now
 * and then; beside it the same product without window, turns and caps, on servers of its own, in interleaved rounds.
 * About three minutes. With `--json` the output is one object.
 */
export async function benchFairness(json: boolean): Promise<FairnessReport> {
  const say = json ? console.error : console.log
  await using fair = await Side.open({ fair: true })
  await using unfair = await Side.open({ fair: false })
  const lone = await fair.run({ seconds: seconds.lone, quietPerSecond: 0, backlog: true })
  const quietPerSecond = quietShare * lone.jobsPerSecond
  say(`a lone tenant: ${shown(lone)}; each quiet tenant comes ${quietPerSecond.toFixed(1)} times a second`)
  const idle = await fair.run({ seconds: seconds.idle, quietPerSecond, backlog: false })
  say(`quiet tenants alone: ${shown(idle)}`)
  const runs: { fair: Run; unfair: Run }[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const plan = { seconds: seconds.round, quietPerSecond, backlog: true }
    runs.push({ fair: await fair.run(plan), unfair: await unfair.run(plan) })
    const last = runs.at(-1)
    if (last) say(`round ${round}: with fairness ${shown(last.fair)}; without ${shown(last.unfair)}`)
  }
  const { fleetLimit, tenantCap } = fleets.messaging
  const report = judge({
    jain: runs.flatMap(({ fair: { jobs, from, to } }) => jainOfSeconds(jobs, from, to)),
    receivesPerJob: median(runs.map((run) => run.fair.receivesPerJob)),
    fairPerSecond: median(runs.map((run) => run.fair.jobsPerSecond)),
    unfairPerSecond: median(runs.map((run) => run.unfair.jobsPerSecond)),
    capExceeded: runs.reduce((sum, run) => sum + capBreaches(run.fair.jobs, tenantCap, claimMs), 0),
    quietWaitP99Ms: median(runs.map((run) => waitP99(run.fair))),
    idleWaitP99Ms: waitP99(idle),
    unfairWaitP99Ms: median(runs.map((run) => waitP99(run.unfair))),
    loneSlots: mostAtOnce(lone.jobs),
    slots: fleetLimit,
  })
  console.log(json ? JSON.stringify(report) : JSON.stringify(report, null, 2))
  return report
}

/** Of the jobs that came while it was looked at; one that still waits at the end has waited until then. */
function waitP99({ jobs, from, to }: Run): number {
  const came = jobs.filter((job) => job.tenant !== busy && job.waitsFrom >= from && job.waitsFrom < to)
  return percentile(
    came.map(({ waitsFrom, startedAt }) => Math.max(0, (startedAt ?? to) - waitsFrom)),
    0.99,
  )
}

function mostAtOnce(jobs: readonly JobTimes[]): number {
  const begun = jobs.filter(({ startedAt }) => startedAt !== undefined) as Required<JobTimes>[]
  const at = (moment: number) =>
    begun.filter((job) => job.startedAt <= moment && (job.endedAt ?? Infinity) > moment).length
  return Math.max(0, ...begun.map(({ startedAt }) => at(startedAt)))
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

function shown(run: Run): string {
  return `${run.jobsPerSecond.toFixed(0)} jobs/s, ${run.receivesPerJob.toFixed(2)} receives a job, quiet wait p99 ${waitP99(run).toFixed(0)} ms`
}
