import { answerChecks } from './answers.ts'
import type { Check } from './check.ts'
import { tierChecks } from './check-1-tier.ts'
import { capChecks } from './check-2-cap.ts'
import { leaseChecks } from './check-3-lease.ts'
import { statementChecks } from './check-7-statements.ts'
import { uniquenessChecks } from './check-8-uniqueness.ts'
import { queueChecks } from './check-9-queues.ts'
import { redisChecks } from './redis-documents.ts'
import { databaseChecks } from './stage-1-2.ts'
import { rosterChecks } from './stage-3.ts'
import { videoChecks } from './stage-4.ts'
import { messageChecks } from './stage-5.ts'
import { recoveryChecks } from './stage-6.ts'
import { deadLetterChecks } from './stage-7.ts'
import { staticChecks } from './static.ts'

/** Every check of the Big Bang. A check that is not in here is never run; a test compares the list with the folder. */
export const checks: readonly Check[] = [
  ...databaseChecks,
  ...answerChecks,
  ...rosterChecks,
  ...redisChecks,
  ...videoChecks,
  ...messageChecks,
  ...recoveryChecks,
  ...deadLetterChecks,
  ...tierChecks,
  ...capChecks,
  ...leaseChecks,
  ...statementChecks,
  ...uniquenessChecks,
  ...queueChecks,
  ...staticChecks,
]
