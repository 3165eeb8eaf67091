import type { MessageSendResult } from '@academy/sdk/contract'
import { AmbiguousError, JobAborted, RejectedInputError, RetryableError } from '@academy/sdk/errors'
import type { ClaimedJob, JobContext, JobDone } from '@academy/sdk/worker'
import { maskNumber } from '../domain/mask.ts'
import type { NoticeChannel, OutgoingNotice } from '../domain/notice.ts'
import type { Outcome } from '../domain/outcome.ts'
import { beginSending, checkBoundary, keyOf } from './begin-sending.ts'
import { compose } from './compose.ts'
import type { MessageProvider, NoticeStore, SenderSettings, SentNotice, TextMeasure } from './ports.ts'

/** What the use case works with. */
export interface SendNoticeParts {
  readonly store: NoticeStore
  readonly provider: MessageProvider
  readonly measure: TextMeasure
  readonly settings: SenderSettings
  readonly now: () => Date
}

type Job = ClaimedJob<'message_send'>

/**
 * Sends one notice at most once.
 *
 *   look (boundaries) → compose → [boundaries, quotas, `sending`] committed → the call → [`sent`, result, DONE] committed
 *
 * A crash anywhere after the first commit leaves `sending` behind, which every later attempt turns into `ambiguous`.
 *
 * @throws RetryableError certainly not taken by the provider
 * @throws SnoozeError a quota is used up
 * @throws TerminalError, RejectedInputError refused for good
 * @throws AmbiguousError the provider may have it
 */
export async function sendNotice(job: Job, ctx: JobContext, parts: SendNoticeParts): Promise<JobDone<'message_send'>> {
  const { store } = parts
  const key = keyOf(job)
  await ctx.progress({ step: 'checking' })
  const { notice, move } = checkBoundary(job, await ctx.transaction((tx) => store.find(tx, key)))
  if (move === 'already_sent' && notice.sent) return { result: resultOf(notice.channel, notice.sent) }

  await ctx.progress({ step: 'validating' })
  const outgoing = compose(notice, parts.settings, parts.measure)

  await ctx.progress({ step: 'sending' })
  ctx.signal.throwIfAborted()
  await ctx.transaction((tx) => beginSending(tx, job, store))
  const outcome = await parts.provider.send(outgoing, ctx.signal)
  logOutcome(ctx, outgoing, outcome)
  if (outcome.kind === 'accepted') {
    const sent = { providerMessageId: outcome.providerMessageId, sentAs: outgoing.sendAs, at: parts.now() }
    return {
      result: resultOf(notice.channel, sent),
      commit: (tx) => store.markSent(tx, key, job, sent),
    }
  }
  if (ctx.signal.aborted && outcome.kind !== 'rejected') await leaveAborted(job, ctx, store, outcome)
  throw failure(outcome)
}

const resultOf = (channel: NoticeChannel, sent: SentNotice): MessageSendResult => ({
  provider_message_id: sent.providerMessageId,
  channel,
  sent_as: sent.sentAs,
  accepted_at: sent.at.toISOString(),
})

// The provider's own words stay out of these messages: they may quote the number or the text.
function failure(outcome: Exclude<Outcome, { kind: 'accepted' }>): Error {
  if (outcome.kind === 'rejected') return new RejectedInputError(outcome.reason, outcome.detail)
  if (outcome.kind === 'unknown') return new AmbiguousError('provider_result_ambiguous', outcome.detail)
  const { retryAfterSeconds } = outcome
  return new RetryableError('provider_unavailable', outcome.detail, {
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })
}

/** An aborted attempt writes down what it knows, as far as it still may, and throws the reason it was aborted for. */
async function leaveAborted(job: Job, ctx: JobContext, store: NoticeStore, outcome: Outcome): Promise<never> {
  const reason = ctx.signal.reason
  const cancelled = reason instanceof JobAborted && reason.reason === 'cancelled'
  if (cancelled) await store.leaveAmbiguous(keyOf(job), job)
  // Nothing left this process: the next attempt may send. Under a lost fence this throws and `sending` stays.
  else if (outcome.kind === 'not_accepted') await ctx.transaction((tx) => store.withdraw(tx, keyOf(job), job))
  throw reason
}

function logOutcome(ctx: JobContext, notice: OutgoingNotice, outcome: Outcome): void {
  ctx.log.info(
    {
      notification_id: notice.notificationId,
      recipient: maskNumber(notice.recipient),
      sent_as: notice.sendAs,
      outcome: outcome.kind,
      ...('detail' in outcome && { detail: outcome.detail }),
    },
    'the provider was called',
  )
}
