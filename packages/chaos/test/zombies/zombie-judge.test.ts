import { describe, expect, it } from 'vitest'
import type { Entry, Seen } from '../../src/recorder/history.ts'
import type { ZombieEvidence } from '../../src/zombies/zombie-evidence.ts'
import { judgeZombies } from '../../src/zombies/zombie-judge.ts'
import { writeKinds } from '../../src/zombies/zombie-writes.ts'

const job = '00000000-0000-4000-a000-000000000001'
const run = { job, fence: 1, attempt: 1, worker: 'ai-1', pid: 11, workerPid: 10 }
const next = { job, fence: 3, attempt: 1, worker: 'ai-2', pid: 21, workerPid: 20 }
const at = (seconds: number, seen: Seen): Entry => ({ ...seen, at: seconds * 1000 })

/** One cycle as it should be: frozen in a handler, taken over, thawed, every kind of write tried, none accepted. */
const cycle = [
  at(1, { what: 'holding', ...run }),
  at(2, { what: 'frozen', worker: 'ai-1', pids: [10, 11] }),
  at(9.5, { what: 'has_written', ...next }),
  at(10, { what: 'thawed', worker: 'ai-1', pids: [10, 11] }),
  ...writeKinds.map((kind) => at(10.1, { what: 'tried', kind, how: 'Error', ...run })),
]

function broken(of: Partial<ZombieEvidence>, demanded = { cycles: 1, atOnce: 1 }): string[] {
  const ends = [{ job, status: 'DONE', results: 1 }]
  const evidence = { entries: cycle, writes: [], redis: [], deaths: [], created: [job], ends, ...of }
  return judgeZombies(evidence, demanded).violations.map(({ rule, detail }) => `${rule}: ${detail}`)
}

describe('P-07 the judge of zombies', () => {
  it('finds nothing in a zombie whose writes are all refused', () => {
    expect(broken({})).toEqual([])
  })
  it('counts a write that was committed after the job had gone into other hands, whatever its kind', () => {
    for (const kind of writeKinds) {
      expect(broken({ writes: [{ job, kind, fence: 1, fenceAtCommit: 3 }] })).toEqual([
        `stale_writes_accepted: ${kind} written under fence 1 while it was 3`,
      ])
    }
    expect(broken({ writes: [{ job, kind: 'result', fence: 3, fenceAtCommit: 3 }] })).toEqual([])
  })
  it('counts a document in Redis that replaces one with a greater fence', () => {
    const write = (fence: number, kind = 'progress') => ({ job, kind, fence })
    expect(broken({ redis: [write(1), write(3), write(3)] })).toEqual([])
    expect(broken({ redis: [write(1), write(3), write(1)] })).toHaveLength(1)
    expect(broken({ redis: [write(3), write(1, 'status')] })).toEqual([])
  })
  it('names a job that zombies kept from its end', () => {
    expect(broken({ ends: [{ job, status: 'FAILED', results: 0 }] })).toEqual(['lost: FAILED with 0 results'])
    expect(broken({ ends: [] })).toEqual(['lost: no row'])
  })
})

describe('P-45 a cycle counts only when it was one', () => {
  const none = [
    'minimum_not_reached: 0 cycles, at least 1',
    'minimum_not_reached: 0 workers frozen at once, at least 1',
  ]
  it('not without a takeover before the thaw', () => {
    expect(broken({ entries: cycle.filter(({ what }) => what !== 'has_written') })).toEqual(none)
    const late = cycle.map((entry) => (entry.what === 'has_written' ? { ...entry, at: 10_050 } : entry))
    expect(broken({ entries: late })).toEqual(none)
  })
  it('not without a try of every kind of write, after the thaw', () => {
    for (const kind of writeKinds) {
      expect(broken({ entries: cycle.filter((entry) => !(entry.what === 'tried' && entry.kind === kind)) })).toEqual(
        none,
      )
    }
    const early = cycle.map((entry) => (entry.what === 'tried' ? { ...entry, at: 1500 } : entry))
    expect(broken({ entries: early })).toEqual(none)
  })
  it('not when nobody was in a handler, or too few were frozen at once', () => {
    expect(broken({ entries: cycle.filter(({ what }) => what !== 'holding') })).toEqual(none)
    expect(broken({}, { cycles: 1, atOnce: 2 })).toEqual(['minimum_not_reached: 1 workers frozen at once, at least 2'])
  })
})
