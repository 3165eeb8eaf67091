import { messaging } from '@academy/sdk/contract'
import { AmbiguousError, RejectedInputError, snooze, TerminalError } from '@academy/sdk/errors'
import type { ClaimedJob } from '@academy/sdk/worker'
import { nextMove } from '../domain/next-move.ts'
import type { Notice } from '../domain/notice.ts'
import { quotaObstacle } from '../domain/quota.ts'
import type { Boundaries, FencedTransaction, NoticeKey, NoticeStore } from './ports.ts'

/** The key of the notice a job carries. */
export const keyOf = (job: ClaimedJob<'message_send'>): NoticeKey => ({
  tenantId: job.tenantId,
  notificationId: job.payload.notification_id,
})

/**
 * Checks a notice at a boundary (P-35, P-37).
 * @returns the notice, with `move` telling whether it is still to be sent
 * @throws AmbiguousError when an attempt before this one may have reached the provider
 * @throws TerminalError `tenant_on_hold` or `recipient_denied`: held and denied notices fail, they do not wait. A hold
 *   is set because something wrong is on its way; what it stopped must not go out by itself once it is lifted
 */
export function checkBoundary(
  job: ClaimedJob<'message_send'>,
  notice: (Notice & Boundaries) | null,
): { readonly notice: Notice; readonly move: 'send' | 'already_sent' } {
  if (!notice) throw new RejectedInputError('not_found', 'the tenant has no such notification')
  if (notice.businessIdempotencyKey !== job.payload.business_idempotency_key) {
    throw new RejectedInputError('contract_violation', 'the job and its notification carry different business keys')
  }
  const move = nextMove(notice)
  if (move === 'ambiguous') {
    throw new AmbiguousError('provider_result_ambiguous', 'an earlier attempt may have reached the provider')
  }
  if (move === 'already_sent') return { notice, move }
  if (notice.tenantOnHold) throw new TerminalError('tenant_on_hold', 'sending is on hold for this tenant')
  if (notice.recipientDenied) throw new TerminalError('recipient_denied', 'the recipient is on the deny-list')
  return { notice, move }
}

/**
 * The last step before the call, in one fenced transaction: boundaries once more, quotas, `sending`. Attempts take
 * turns here, so the quotas are exact however many workers run.
 * @throws SnoozeError `quota_exceeded` until a place is free: waiting for it burns no attempt
 */
export async function beginSending(
  tx: FencedTransaction,
  job: ClaimedJob<'message_send'>,
  store: NoticeStore,
): Promise<void> {
  const key = keyOf(job)
  const { move } = checkBoundary(job, await store.findAlone(tx, key))
  if (move === 'already_sent') {
    throw new AmbiguousError('provider_result_ambiguous', 'another attempt sent the notification meanwhile')
  }
  const obstacle = quotaObstacle(await store.quotaUse(tx, job.tenantId), {
    tenantPerHour: messaging.tenantQuotaPerHour,
    providerPerDay: messaging.providerQuotaPerDay,
  })
  if (obstacle) {
    const { which, retryAfterSeconds } = obstacle
    throw snooze(retryAfterSeconds, 'quota_exceeded', `the quota ${which} is used up`)
  }
  await store.markSending(tx, key, job)
}
