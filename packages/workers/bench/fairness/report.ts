import { jobMs } from './load.ts'
import { percentile } from './shares.ts'

/** Everything that was measured. What is compared is compared within a round, in which both met the same machine. */
export interface FairnessMeasures {
  /** Of each round the seconds of its fair run. */
  readonly jain: readonly (readonly number[])[]
  readonly receivesPerJob: number
  readonly requestsPerJob: number
  /** With ÷ without fairness: the median of the rounds. */
  readonly throughputRatio: number
  readonly fairPerSecond: number
  readonly unfairPerSecond: number
  readonly capExceeded: number
  /** Beside the backlog and alone, of the round in which they are the median apart. */
  readonly quietWaitP99Ms: number
  readonly idleWaitP99Ms: number
  readonly unfairWaitP99Ms: number
  /** Slots that a lone tenant held at once, and that there are. */
  readonly loneSlots: number
  readonly slots: number
}

export interface FairnessReport {
  /** The mean over the seconds of a round; the median of the rounds. */
  readonly jain: number
  readonly jain_lowest_second: number
  readonly receives_per_job: number
  readonly receive_requests_per_job: number
  readonly throughput_ratio: number
  readonly cap_exceeded: number
  readonly quiet_wait_p99_ms: number
  readonly idle_wait_p99_ms: number
  readonly unfair_wait_p99_ms: number
  readonly lone_tenant_slots: number
  readonly jobs_per_s: number
  readonly unfair_jobs_per_s: number
  /** Goals that were missed, in words; empty when all were met. */
  readonly missed: readonly string[]
}

/** Compares the measures with the goals. */
export function judge(measures: FairnessMeasures): FairnessReport {
  const jain = percentile(measures.jain.map(mean), 0.5)
  const {
    throughputRatio: ratio,
    receivesPerJob,
    requestsPerJob,
    capExceeded,
    quietWaitP99Ms,
    idleWaitP99Ms,
    loneSlots,
    slots,
  } = measures
  const goals: readonly (readonly [met: boolean, goal: string])[] = [
    [jain >= 0.99, 'Jain’s index: at least 0.99'],
    [Math.max(receivesPerJob, requestsPerJob) <= 1.2, 'at most 1.2 receives a job'],
    [ratio >= 0.9, 'at least 0.9 of the throughput without fairness'],
    [capExceeded === 0, 'no tenant above its cap while another waits'],
    [quietWaitP99Ms <= idleWaitP99Ms + jobMs, 'a quiet tenant waits at most one job longer than without the backlog'],
    [loneSlots === slots, 'a lone tenant uses every slot'],
  ]
  return {
    jain: round(jain),
    jain_lowest_second: round(Math.min(...measures.jain.flat())),
    receives_per_job: round(receivesPerJob),
    receive_requests_per_job: round(requestsPerJob),
    throughput_ratio: round(ratio),
    cap_exceeded: capExceeded,
    quiet_wait_p99_ms: round(quietWaitP99Ms),
    idle_wait_p99_ms: round(idleWaitP99Ms),
    unfair_wait_p99_ms: round(measures.unfairWaitP99Ms),
    lone_tenant_slots: loneSlots,
    jobs_per_s: round(measures.fairPerSecond),
    unfair_jobs_per_s: round(measures.unfairPerSecond),
    missed: goals.flatMap(([met, goal]) => (met ? [] : [goal])),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
