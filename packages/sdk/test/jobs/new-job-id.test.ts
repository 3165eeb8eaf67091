import { expect, it, vi } from 'vitest'
import { newJobId } from '../../src/jobs/index.ts'

it('ids of jobs sort by the time they were made, and are UUIDs of RFC 9562', () => {
  vi.useFakeTimers()
  const ids = Array.from({ length: 100 }, () => {
    vi.advanceTimersByTime(1)
    return newJobId()
  })
  vi.useRealTimers()
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
