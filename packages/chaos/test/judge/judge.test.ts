import { describe, expect, it } from 'vitest'
import { judge } from '../../src/judge/judge.ts'
import { firstJob, HandMade } from './hand-made.ts'

/** What is broken but for the minimums, which no hand-made history reaches: `rule: detail`. */
function broken(history: HandMade): string[] {
  return judge(history.evidence())
    .violations.filter(({ rule }) => rule !== 'minimum_not_reached')
    .map(({ rule, detail }) => `${rule}: ${detail}`)
}
const well = () => new HandMade().job().run(1, [1.1, 1.2])
const letterOf = (job: string) => JSON.stringify({ job_id: job })

describe('the judge finds nothing', () => {
  it('in a job that is done once', () => {
    expect(broken(well().end())).toEqual([])
  })
  it('in jobs that end as their scripts say', () => {
    const failed = { status: 'FAILED', errorCode: 'source_unreadable' }
    expect(broken(new HandMade().job({ outcome: 'terminal' }).run(1, []).end(failed))).toEqual([])
    expect(broken(new HandMade().job({ outcome: 'retry', failures: 1 }).run(1, []).end({ attempt: 2 }))).toEqual([])
    const dead = new HandMade().job({ outcome: 'poison' }).run(1, []).end({ status: 'DEAD', attempt: 3 })
    expect(broken(dead.letter(letterOf(firstJob)))).toEqual([])
  })
})

describe('P-01 P-05 lost', () => {
  it('a job whose creator was told of it, without a row', () => {
    expect(broken(well())).toEqual(['lost: its creator was told that it exists, and no row does'])
  })
  it('a job that is still running when everything has settled', () => {
    expect(broken(well().end({ status: 'RUNNING' }))).toEqual(['lost: still RUNNING after everything had settled'])
  })
  it('P-17 a job that is DONE without its effect or its result', () => {
    expect(broken(well().end({}, { effects: 0 }))).toEqual(['lost: DONE with 0 effects and 1 results'])
    expect(broken(well().end({}, { results: 0 }))).toEqual(['lost: DONE with 1 effects and 0 results'])
  })
  it('a job that failed although its script succeeds', () => {
    const failed = well().end({ status: 'FAILED', errorCode: 'worker_crashed' })
    expect(broken(failed)).toEqual(['lost: FAILED (worker_crashed), and its script ends DONE'])
  })
  it('P-13 a DEAD job without its dead letter', () => {
    const dead = new HandMade().job({ outcome: 'poison' }).run(1, []).end({ status: 'DEAD', attempt: 3 })
    expect(broken(dead)).toEqual(['lost: DEAD, and not in the dead-letter queue'])
  })
  it('P-16 a message that was none and is nowhere, unless its queue was purged after it', () => {
    const sent = () => well().end().see(1, { what: 'garbage', id: 'g', queue: 'q' })
    expect(broken(sent())).toEqual(['lost: a message that was none: no quarantine'])
    expect(broken(sent().letter('garbage g'))).toEqual([])
    expect(broken(sent().see(2, { what: 'purged', queue: 'q' }))).toEqual([])
    expect(broken(sent().see(0.5, { what: 'purged', queue: 'q' }))).toHaveLength(1)
  })
})

describe('P-07 effects', () => {
  it('two effects of one job', () => {
    expect(broken(well().end({}, { effects: 2 }))).toEqual(['duplicate_effects: DONE with 2 effects and 1 results'])
  })
  it('an effect of a job that was not done', () => {
    const failed = new HandMade().job({ outcome: 'terminal' }).run(1, []).end({ status: 'FAILED' })
    expect(broken(failed.write({ kind: 'effect' }))).toEqual(['duplicate_effects: FAILED with 1 effects and 0 results'])
  })
  it('a row that was committed after the fence had been raised', () => {
    const stale = well().end().write({ fence: 1, fenceAtCommit: 2 })
    const words = "process 10 committed its note under fence 1 while the job's fence was 2"
    expect(broken(stale)).toEqual([`stale_writes_accepted: ${words}`])
  })
})

describe('P-01 P-40 messages deleted early', () => {
  it('a message that is deleted before its job has ended, and none that is deleted after', () => {
    expect(broken(well().end({}, { at: 3 }).deleted(3))).toEqual([])
    expect(broken(well().end({}, { at: 3 }).deleted(2))).toEqual([
      'deleted_early: its message was deleted before it had ended',
    ])
  })
})

describe('P-03 overlapping runs', () => {
  const second = { pid: 20, worker: 'ai-2', fence: 3 }
  const two = (steps: readonly number[]) => new HandMade().job().run(1, steps).run(5, [5.1], second).end({ fence: 3 })
  const words = 'ai-1 (fence 1) made 1 steps after ai-2 (fence 3) had started, the first 2000 ms later'

  it('one run after the other is none', () => {
    expect(broken(two([1.1, 4.9]).write({ fence: 3, pid: 20 }))).toEqual(recorded)
  })
  it('a step of the older run after the start of the newer', () => {
    expect(broken(two([1.1, 7]))).toEqual([`overlapping_runs: ${words}`, ...recorded])
  })
  it('a thawed process may make steps for 250 ms, and not longer', () => {
    const thawed = (at: number) => two([7]).see(at, { what: 'thawed', worker: 'ai-1', pids: [10] })
    expect(broken(thawed(6.8))).toEqual(recorded)
    expect(broken(thawed(6.7))).toEqual([`overlapping_runs: ${words}`, ...recorded])
  })
  it('the thaw of another process excuses nothing', () => {
    const other = two([7]).see(6.9, { what: 'thawed', worker: 'ai-3', pids: [30] })
    expect(broken(other)).toEqual([`overlapping_runs: ${words}`, ...recorded])
  })
  // The second run's effect is written by process 20; the builder signs effects with process 10.
  const recorded = ['not_recorded: process 10 wrote under fence 3 without having been seen']
})

describe('P-13 P-14 dead letters and attempts', () => {
  it('a job that is DEAD although its script succeeds', () => {
    const dead = well().end({ status: 'DEAD', crashes: 5, errorCode: 'crash_loop' }).letter(letterOf(firstJob))
    expect(broken(dead)).toEqual(['unexpected_dlq: DEAD (crash_loop), attempt 1, crashes 5'])
  })
  it('a dead letter of a job that is not DEAD', () => {
    const letter = well().end().letter(letterOf(firstJob)).letter(letterOf(firstJob))
    expect(broken(letter)).toEqual(['unexpected_dlq: a dead letter of a job that is not DEAD'])
  })
  it('an attempt that no failure of the job itself used up', () => {
    expect(broken(well().end({ attempt: 2 }))).toEqual([
      'attempts_burned_by_operations: DONE at attempt 2, by its script 1 (no error)',
    ])
  })
})

describe('P-09 P-10 waits', () => {
  const killed = { what: 'killed', kind: 'kill_handler', worker: 'ai-1', pid: 10 } as const
  const took = (seconds: number) =>
    new HandMade()
      .job()
      .run(1, [1.1])
      .see(2, killed)
      .run(2 + seconds, [], { fence: 3 })
      .end({ fence: 3 })

  it('a recovery of ten seconds is well, a longer one is named', () => {
    expect(broken(took(10))).toEqual([])
    expect(judge(took(4).evidence()).recovery).toEqual({ p50: 4, p99: 4 })
    expect(broken(took(10.1))).toEqual([
      'recovery_too_slow: 10.1 s from the kill_handler of ai-1 to its next handler, at most 10 s',
    ])
  })
  it('a freeze counts from the moment at which the worker may be judged dead', () => {
    const frozen = { what: 'frozen', worker: 'ai-1', pids: [10] } as const
    const history = new HandMade().job().run(1, [1.1]).see(2, frozen).run(10, [], { fence: 3 }).end({ fence: 3 })
    expect(judge(history.evidence()).recovery).toEqual({ p50: 1, p99: 1 })
  })
  it('a job that was received and never claimed is a redelivery', () => {
    const unclaimed = (seconds: number) =>
      new HandMade()
        .job()
        .see(2, { ...killed, kind: 'kill_claim' })
        .see(2, { what: 'unclaimed', worker: 'ai-1', job: firstJob })
        .run(2 + seconds, [], { pid: 20, worker: 'ai-2' })
        .write({ pid: 20, kind: 'note' })
        .end()
    const of20 = 'not_recorded: process 10 wrote under fence 1 without having been seen'
    expect(judge(unclaimed(11).evidence()).redelivery).toEqual({ p50: 11, p99: 11 })
    expect(broken(unclaimed(12.5))).toEqual([
      'redelivery_too_slow: 12.5 s from the kill_claim of ai-1 to its next handler, at most 12 s',
      of20,
    ])
  })
  it('an outage is not counted: the wait is a redelivery from its end, and the grace after it', () => {
    const outage = took(30)
      .see(3, { what: 'unreachable', server: 'postgres' })
      .see(20, { what: 'reachable', server: 'postgres' })
    expect(broken(outage)).toEqual([])
    expect(judge(outage.evidence()).redelivery).toEqual({ p50: 3, p99: 3 })
    expect(judge(outage.evidence()).recovery).toEqual({ p50: 0, p99: 0 })
  })
  it('what the machine spoilt is not counted, and a machine that spoils too much fails the run', () => {
    const stalled = took(14).see(10, { what: 'pulse', lateMs: 1500 })
    expect(judge(stalled.evidence()).recovery).toEqual({ p50: 0, p99: 0 })
    expect(broken(stalled)).toEqual([
      'machine_stalled: the machine stood still during 1 of 1 waits: run again on a machine that is less busy',
    ])
  })
})

describe('P-45 the harness vouches for itself', () => {
  it('a row of a run that the recorder never saw', () => {
    expect(broken(well().end().writeOutside({ fence: 1, pid: 99 }))).toEqual([
      'not_recorded: process 99 wrote under fence 1 without having been seen',
    ])
  })
  it('a run that did less than was asked of it', () => {
    const { violations } = judge(well().end().evidence())
    const short = violations.filter(({ rule }) => rule === 'minimum_not_reached').map(({ detail }) => detail)
    expect(short).toContain('jobs: 1, at least 2000')
    expect(short).toContain('kill_handler: 0, at least 20')
    expect(short).toContain('redis_flush: 0, at least 1')
    expect(short).toContain('postgres was not out of reach for 15 s')
  })
  it('a kill that met no running handler, and a freeze that was too short, count for nothing', () => {
    const met = well()
      .see(1.3, { what: 'killed', kind: 'kill_handler', worker: 'ai-1', pid: 10 })
      .see(1.4, { what: 'killed', kind: 'kill_handler', worker: 'ai-1', pid: 11 })
      .see(2, { what: 'frozen', worker: 'ai-2', pids: [12] })
      .see(8, { what: 'thawed', worker: 'ai-2', pids: [12] })
      .see(10, { what: 'frozen', worker: 'ai-2', pids: [12] })
      .see(18, { what: 'thawed', worker: 'ai-2', pids: [12] })
    expect(judge(met.evidence()).faults).toMatchObject({ kill_handler: 1, freeze: 1 })
  })
})
