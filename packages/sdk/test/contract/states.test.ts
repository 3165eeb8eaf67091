import { expect, test } from 'vitest'
import { isTerminalJobStatus, jobStatuses, mayBecome, states } from '../../src/contract/index.ts'

test.each(jobStatuses)('P-07 %s is terminal for workers or leads on', (status) => {
  expect(isTerminalJobStatus(status)).toBe(['DONE', 'FAILED', 'CANCELLED', 'DEAD'].includes(status))
})

test('DEAD has one exit, the other ends have none', () => {
  expect(jobStatuses.filter((to) => mayBecome('job', 'DEAD', to))).toEqual(['PENDING'])
  for (const from of ['DONE', 'FAILED', 'CANCELLED']) {
    expect(
      jobStatuses.filter((to) => mayBecome('job', from, to)),
      from,
    ).toEqual([])
  }
})

test('P-35 an ambiguous notice is never sent again by itself', () => {
  expect(mayBecome('notification', 'ambiguous', 'sending')).toBe(false)
  expect(states.notification.terminal).toContain('ambiguous')
})

test('a failed video can be tried again, a ready one cannot', () => {
  expect(mayBecome('video', 'FAILED', 'UPLOADED')).toBe(true)
  expect(mayBecome('video', 'READY', 'UPLOADED')).toBe(false)
})
