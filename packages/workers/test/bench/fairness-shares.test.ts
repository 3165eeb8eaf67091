import { describe, expect, it } from 'vitest'
import { judge } from '../../bench/fairness/report.ts'
import { capBreaches, fairShares, type JobTimes, jainIndex, jainOfSeconds } from '../../bench/fairness/shares.ts'

/** Jobs that wait from `from` on and are started every `everyMs`, each for 20 ms. */
const started = (tenant: string, from: number, everyMs: number, count: number): JobTimes[] =>
  Array.from({ length: count }, (_, i) => {
    const startedAt = from + (i + 1) * everyMs
    return { tenant, waitsFrom: from, startedAt, endedAt: startedAt + 20 }
  })
const waiting = (tenant: string, count: number): JobTimes[] =>
  Array.from({ length: count }, () => ({ tenant, waitsFrom: 0 }))

describe('the judge of the fairness bench', () => {
  it('shares what is left among those who ask for more', () => {
    expect(fairShares([1, 10, 100], 30)).toEqual([1, 10, 19])
    expect(fairShares([50, 50, 50], 30)).toEqual([10, 10, 10])
    expect(fairShares([2, 3], 30)).toEqual([2, 3])
  })

  it('calls equal parts 1, and one part of four 1/4', () => {
    expect(jainIndex([2, 2, 2, 2])).toBe(1)
    expect(jainIndex([1, 0, 0, 0])).toBe(0.25)
  })

  it('calls a second fair in which the modest get what they ask for and the busy one the rest', () => {
    const jobs = [...started('busy', 0, 10, 200), ...waiting('busy', 500), ...started('quiet', 0, 80, 12)]
    expect(jainOfSeconds(jobs, 0, 1000)[0]).toBeCloseTo(1, 5)
  })

  it('calls a second unfair in which the queue serves whoever came first', () => {
    const jobs = [
      ...started('busy', 0, 5, 400),
      ...waiting('busy', 500),
      ...waiting('quiet-1', 10),
      ...waiting('quiet-2', 10),
    ]
    expect(jainOfSeconds(jobs, 0, 1000)).toEqual([expect.closeTo(1 / 3, 2)])
  })

  it('counts a start above the cap only while another tenant waits', () => {
    const held = Array.from({ length: 4 }, (_, i) => ({
      tenant: 'busy',
      waitsFrom: 0,
      startedAt: 100 + i,
      endedAt: 500,
    }))
    expect(capBreaches(held, 3, 10)).toBe(0)
    expect(capBreaches([...held, { tenant: 'quiet', waitsFrom: 50, startedAt: 200 }], 3, 10)).toBe(1)
    expect(capBreaches([...held, { tenant: 'quiet', waitsFrom: 99, startedAt: 200 }], 3, 10)).toBe(0)
    expect(capBreaches([...held, { tenant: 'quiet', waitsFrom: 50, startedAt: 90 }], 3, 10)).toBe(0)
  })

  it('names each goal that is missed', () => {
    const met = {
      ...{
        jain: [
          [1, 1],
          [0.9, 1],
          [1, 1],
        ],
        receivesPerJob: 1,
        requestsPerJob: 1,
        throughputRatio: 1,
        fairPerSecond: 100,
        unfairPerSecond: 100,
        capExceeded: 0,
      },
      ...{ quietWaitP99Ms: 30, idleWaitP99Ms: 10, unfairWaitP99Ms: 9000, loneSlots: 5, slots: 5 },
    }
    const worse = [
      {
        jain: [
          [0.97, 1],
          [0.9, 1],
          [1, 1],
        ],
      },
      { receivesPerJob: 1.3 },
      { requestsPerJob: 1.3 },
      { throughputRatio: 0.89 },
      { capExceeded: 1 },
      { quietWaitP99Ms: 31 },
      { loneSlots: 3 },
    ]
    expect(judge(met).missed).toEqual([])
    expect(worse.map((change) => judge({ ...met, ...change }).missed.length)).toEqual(worse.map(() => 1))
  })
})
