import type { SQSClient } from '@aws-sdk/client-sqs'
import { type ChannelName, channels, deadLetterPolicy } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import type { ProgressStore } from '../progress/index.ts'
import type { QueueDirectory } from '../queues/index.ts'
import type { Operator } from './audit.ts'
import type { HeldLetter } from './held-letter.ts'
import { isMeant, type LetterFilter } from './letter-filter.ts'
import { LetterQueue } from './letter-queue.ts'
import { Pace } from './pace.ts'

/** What the commands on dead letters work with. `pool` is one of the role that owns the tables. */
export interface LetterResources {
  readonly sqs: SQSClient
  readonly queues: QueueDirectory
  readonly pool: Pool
  readonly progress: ProgressStore
}

/** What became of one letter, or would become of it. */
export interface LetterOutcome {
  readonly letter: HeldLetter
  readonly action: 'redriven' | 'resent' | 'removed' | 'discarded' | 'refused'
  readonly because: string
  /** Into the contract, for a letter that breaks it. */
  readonly pointer?: string
}

/** How a run goes. */
export interface SettleOptions {
  readonly operator: Operator
  readonly channels?: readonly ChannelName[]
  readonly filter?: LetterFilter
  /** Decides and changes nothing. */
  readonly dryRun?: boolean
  /** Letters a second; the contract's when absent. */
  readonly perSecond?: number
  readonly limit?: number
  readonly signal?: AbortSignal
  readonly onOutcome?: (outcome: LetterOutcome) => void
}

/** Deals with one held letter, and says so. It deletes what it has dealt with; a refused letter it leaves alone. */
export type SettleOne = (letter: HeldLetter, queue: LetterQueue, options: SettleOptions) => Promise<LetterOutcome>

/**
 * Goes through the dead-letter queues page by page. A page is no larger than what can be dealt with in half a hold at
 * this rate, so that a letter is never dealt with after others can see it again.
 */
export async function settleLetters(
  resources: LetterResources,
  options: SettleOptions,
  settleOne: SettleOne,
): Promise<LetterOutcome[]> {
  const outcomes: LetterOutcome[] = []
  const rate = options.perSecond ?? deadLetterPolicy.settlePerSecond
  const pace = new Pace(options.dryRun ? Number.POSITIVE_INFINITY : rate)
  const pageSize = Math.max(
    1,
    Math.min(deadLetterPolicy.pageLetters, Math.floor((rate * deadLetterPolicy.holdSeconds) / 2)),
  )
  for (const channel of options.channels ?? (Object.keys(channels) as ChannelName[])) {
    const queue = new LetterQueue(resources, channel)
    const handled = new Set<string>()
    for (;;) {
      const left = (options.limit ?? Number.POSITIVE_INFINITY) - outcomes.length
      // Before anything is held: at a slow rate the wait may be longer than a hold.
      if (left <= 0 || !(await pace.ready(options.signal))) return outcomes
      const wantedNow = Math.min(pageSize, left)
      const page = await queue.search({
        wanted: (letter) => !handled.has(letter.messageId) && isMeant(letter, options.filter ?? {}),
        limit: wantedNow,
        ...(options.signal && { signal: options.signal }),
      })
      for (const outcome of await settlePage(page, queue, pace, options, settleOne)) {
        handled.add(outcome.letter.messageId)
        outcomes.push(outcome)
      }
      if (page.length < wantedNow) break // the search came to the queue's end
    }
  }
  return outcomes
}

async function settlePage(
  page: readonly HeldLetter[],
  queue: LetterQueue,
  pace: Pace,
  options: SettleOptions,
  settleOne: SettleOne,
): Promise<LetterOutcome[]> {
  const outcomes: LetterOutcome[] = []
  const gone = new Set<HeldLetter>()
  try {
    for (const letter of await queue.holdOn(page)) {
      if (!(await pace.ready(options.signal))) break
      pace.begin()
      const outcome = await settleOne(letter, queue, options)
      if (!options.dryRun && outcome.action !== 'refused') gone.add(letter)
      outcomes.push(outcome)
      options.onOutcome?.(outcome)
    }
  } finally {
    await queue.putBack(page.filter((letter) => !gone.has(letter)))
  }
  return outcomes
}
