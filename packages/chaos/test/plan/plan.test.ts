import { describe, expect, it } from 'vitest'
import { makePlan } from '../../src/plan/plan.ts'
import { faultKinds } from '../../src/plan/planned.ts'

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(makePlan(7, 180)).toEqual(makePlan(7, 180))
    expect(makePlan(8, 180).faults).not.toEqual(makePlan(7, 180).faults)
  })
  it('asks for what is demanded of a full run, whatever the seed', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { jobs, faults, tenants } = makePlan(seed, 180)
      const count = (kind: string) => faults.filter((fault) => fault.kind === kind).length
      expect(jobs.length).toBeGreaterThanOrEqual(2000)
      expect(faults.length).toBeGreaterThanOrEqual(60)
      expect(tenants.length).toBeGreaterThanOrEqual(3)
      expect(count('kill_handler')).toBeGreaterThanOrEqual(20)
      expect(count('kill_claim')).toBeGreaterThanOrEqual(5)
      expect(count('freeze')).toBeGreaterThanOrEqual(10)
      expect(faultKinds.filter((kind) => count(kind) === 0)).toEqual([])
      expect(faults.filter(({ kind }) => kind.endsWith('black_hole')).every(({ seconds = 0 }) => seconds >= 15)).toBe(
        true,
      )
    }
  })
  it('keeps every kind in a short run', () => {
    const kinds = new Set(makePlan(1, 30).faults.map(({ kind }) => kind))
    expect(faultKinds.filter((kind) => !kinds.has(kind))).toEqual([])
  })
})
