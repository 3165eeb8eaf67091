import { retry } from '@academy/sdk/contract'
import { describe, expect, it } from 'vitest'
import { deployPlan, everySeconds } from '../../src/deploys/deploy-plan.ts'

const cycles = 50
const plan = deployPlan(cycles, 1)

describe('the plan of a rolling deployment', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(deployPlan(cycles, 1)).toEqual(plan)
    expect(deployPlan(cycles, 2).jobs).not.toEqual(plan.jobs)
  })

  it('P-14 has handlers that no grace can wait for, so that stops hand work back', () => {
    const long = plan.jobs.filter(({ script }) => (script.firstMs ?? 0) > retry.shutdownGraceSeconds * 1000)
    expect(long.length).toBeGreaterThanOrEqual(3)
    expect(long.every(({ script }) => script.outcome === 'done' && script.ms < 1000)).toBe(true)
  })

  it('keeps the load up until the last stop has begun, for several tenants and both fleets', () => {
    const last = Math.max(...plan.jobs.map(({ at }) => at))
    expect(last).toBeGreaterThan(cycles * everySeconds)
    expect(new Set(plan.jobs.map(({ tenant }) => tenant)).size).toBe(3)
    expect(new Set(plan.workers.map(({ fleet }) => fleet))).toEqual(new Set(['ai', 'messaging']))
  })
})
