import { expect, test } from 'vitest'
import { jobStatuses } from '../../src/contract/index.ts'
import { letterFact, redriveTable } from '../../src/dead-letters/index.ts'

const buried = { tenantId: 'a', reason: 'attempts_exhausted' }
const quarantined = { tenantId: 'a', reason: 'job_row_missing' }
const moved = { tenantId: 'a', reason: null }

test.each([
  [buried, null, 'resend'],
  [quarantined, null, 'resend'],
  [moved, null, 'resend'],
  [buried, 'DEAD', 'redrive'],
  [quarantined, 'DEAD', 'redrive'],
  [moved, 'DEAD', 'redrive'],
  [buried, 'PENDING', 'remove'],
  [buried, 'RETRYING', 'remove'],
  [buried, 'RUNNING', 'remove'],
  [quarantined, 'PENDING', 'resend'],
  [quarantined, 'RETRYING', 'resend'],
  [moved, 'RUNNING', 'resend'],
  [moved, 'DONE', 'remove'],
  [quarantined, 'FAILED', 'remove'],
  [buried, 'CANCELLED', 'remove'],
] as const)('%o whose row is %s: %s', (letter, status, action) => {
  expect(redriveTable[letterFact(letter, status && { tenantId: 'a', status })].action).toBe(action)
})

test.each(jobStatuses)('P-25 a letter that names another tenant than its row (%s) is refused', (status) => {
  const row = { tenantId: 'b', status }
  expect(redriveTable[letterFact(buried, row)].action).toBe('refuse')
})

test('a message that breaks the contract is refused whatever its row says', () => {
  expect(redriveTable.breaks_contract.action).toBe('refuse')
})
