import type { JobRow } from '../jobs/job-row.ts'
import type { ClaimAnswer, ClaimRequest } from '../lease/index.ts'
import { decisionTable } from './decision-table.ts'
import { apply, type DecisionResources, type ValidMessage } from './message-decisions.ts'
import { buryExhausted, type SettleResources, showEnd } from './settle.ts'

/** What the claim asks of a message. */
export function claimRequest({ received, message }: ValidMessage): ClaimRequest {
  return {
    jobId: message.job_id,
    tenantId: message.tenant_id,
    receiptHandle: received.receiptHandle,
    queueUrl: received.queueUrl,
  }
}

/** Applies the decision table to what the claim said of each message, and of rows that nobody buried yet. */
export async function decide(
  answers: readonly ClaimAnswer[],
  valid: readonly ValidMessage[],
  decisions: DecisionResources,
  settling: SettleResources,
): Promise<void> {
  const answered = new Set(answers.flatMap(({ message, job }) => (message === null ? [] : [job?.jobId])))
  // A used-up row with a message is answered twice, and only one of the two has the handle that deletes it.
  const once = answers.filter(({ message, job }) => message !== null || !answered.has(job?.jobId))
  await Promise.all(once.map((answer) => decideOne(answer, valid, decisions, settling)))
}

async function decideOne(
  answer: ClaimAnswer,
  valid: readonly ValidMessage[],
  decisions: DecisionResources,
  settling: SettleResources,
): Promise<void> {
  const decision = decisionTable[answer.fact]
  if (decision.action === 'run') return
  if (decision.action === 'bury') {
    if (answer.job) await buryExhausted(withMessage(answer, valid), settling)
    return
  }
  const request = answer.message === null ? undefined : valid[answer.message]
  if (!request) return
  const mismatch = answer.fact === 'tenant_mismatch'
  const reason = {
    code: mismatch ? ('tenant_mismatch' as const) : ('job_row_missing' as const),
    pointer: 'schemas/common/envelope.json#/properties/tenant_id',
    detail: mismatch ? "the message names another tenant than the job's row" : 'no row was ever seen for this job',
  }
  // Whoever ended it may have been gone before it could show that.
  if (answer.fact === 'terminal' && answer.job) await showEnd(answer.job, settling)
  await apply(decision, request.received, reason, answer.job, decisions)
}

/** The row with the handle of the message that was just received for it. */
function withMessage(answer: ClaimAnswer, valid: readonly ValidMessage[]): JobRow {
  const job = answer.job as JobRow
  const received = answer.message === null ? undefined : valid[answer.message]?.received
  return received ? { ...job, queueUrl: received.queueUrl, receiptHandle: received.receiptHandle } : job
}
