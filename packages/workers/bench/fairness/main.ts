import { fleets } from '@academy/sdk/contract'
import { busy, quietShare } from './load.ts'
import { type FairnessMeasures, type FairnessReport, judge } from './report.ts'
import { capBreaches, type JobTimes, jainOfSeconds, percentile } from './shares.ts'
import { type Run, Side } from './side.ts'

const rounds = 5
const seconds = { lone: 5, idle: 10, together: 12 } as const
const claimMs = 20 // between a claim's look at who waits and the time that it writes, on a busy machine

/** One round: every contender meets the machine as it is at the time. */
interface Round {
  /** The busy tenant alone: the capacity of which each quiet tenant then asks for its share. */
  readonly lone: Run
  readonly idle: Run
  readonly fair: Run
  readonly unfair: Run
}

/**
 * `pnpm bench fairness`: one worker with five slots, a tenant with 10,000 jobs waiting and eight that come with a job now
 * and then; beside it the same product without window, turns and caps, on servers of its own, in interleaved rounds.
 * About seven minutes. With `--json` the output is one object. Exit code 1 when a goal is missed.
 */
export async function benchFairness(json: boolean): Promise<FairnessReport> {
  const say = json ? console.error : console.log
  const measured: Round[] = []
  for (let nth = 1; nth <= rounds; nth += 1)
    measured.push(await round(nth % 2 === 0, (line) => say(`round ${nth}: ${line}`)))
  const report = judge(measuresOf(measured))
  console.log(json ? JSON.stringify(report) : JSON.stringify(report, null, 2))
  return report
}

/** @param unfairFirst by turns, since a machine that becomes slower would always be the second one's bad luck */
async function round(unfairFirst: boolean, say: (line: string) => void): Promise<Round> {
  const { lone, idle } = await alone(say)
  // New servers for each: tables, logs and queues of earlier runs would make one of them slower.
  await using fair = await Side.open({ fair: true })
  await using unfair = await Side.open({ fair: false })
  const plan = { seconds: seconds.together, quietPerSecond: quietShare * lone.jobsPerSecond, backlog: true }
  const before = unfairFirst ? await unfair.run(plan) : undefined
  const beside = await fair.run(plan)
  const without = before ?? (await unfair.run(plan))
  say(`with fairness ${shown(beside)}; without ${shown(without)}`)
  return { lone, idle, fair: beside, unfair: without }
}

/** The busy tenant and the quiet ones, each when nobody is in their way. */
async function alone(say: (line: string) => void): Promise<Pick<Round, 'lone' | 'idle'>> {
  await using side = await Side.open({ fair: true })
  const lone = await side.run({ seconds: seconds.lone, quietPerSecond: 0, backlog: true })
  const quietPerSecond = quietShare * lone.jobsPerSecond
  say(`a lone tenant ${shown(lone)}; each quiet one comes ${quietPerSecond.toFixed(1)} times a second`)
  const idle = await side.run({ seconds: seconds.idle, quietPerSecond, backlog: false })
  say(`quiet tenants alone ${shown(idle)}`)
  return { lone, idle }
}

function measuresOf(runs: readonly Round[]): FairnessMeasures {
  const { fleetLimit, tenantCap } = fleets.messaging
  const apart = medianRound(runs)
  return {
    jain: runs.map(({ fair: { jobs, from, to } }) => jainOfSeconds(jobs, from, to)),
    receivesPerJob: median(runs.map((run) => run.fair.receivesPerJob)),
    requestsPerJob: median(runs.map((run) => run.fair.requestsPerJob)),
    throughputRatio: median(runs.map((run) => run.fair.jobsPerSecond / run.unfair.jobsPerSecond)),
    fairPerSecond: median(runs.map((run) => run.fair.jobsPerSecond)),
    unfairPerSecond: median(runs.map((run) => run.unfair.jobsPerSecond)),
    capExceeded: runs.reduce((sum, run) => sum + capBreaches(run.fair.jobs, tenantCap, claimMs), 0),
    quietWaitP99Ms: waitP99(apart.fair),
    idleWaitP99Ms: waitP99(apart.idle),
    unfairWaitP99Ms: median(runs.map((run) => waitP99(run.unfair))),
    loneSlots: Math.min(...runs.map((run) => mostAtOnce(run.lone.jobs))),
    slots: fleetLimit,
  }
}

/** Of the jobs that came while it was looked at; one that still waits at the end has waited until then. */
function waitP99({ jobs, from, to }: Run): number {
  const came = jobs.filter((job) => job.tenant !== busy && job.waitsFrom >= from && job.waitsFrom < to)
  return percentile(
    came.map(({ waitsFrom, startedAt }) => Math.max(0, (startedAt ?? to) - waitsFrom)),
    0.99,
  )
}

/** The round in which the backlog makes a quiet tenant wait longer by the median of all rounds. */
function medianRound(runs: readonly Round[]): Round {
  const longer = ({ fair, idle }: Round) => waitP99(fair) - waitP99(idle)
  return [...runs].sort((a, b) => longer(a) - longer(b))[Math.floor(runs.length / 2)] as Round
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
  return `${run.jobsPerSecond.toFixed(0)} jobs/s, ${run.receivesPerJob.toFixed(2)} receives a job in ${run.requestsPerJob.toFixed(2)} requests, quiet wait p99 ${waitP99(run).toFixed(0)} ms`
}
