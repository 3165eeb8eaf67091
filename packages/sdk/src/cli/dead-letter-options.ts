import { type ChannelName, channels, errorCodes, jobTypes, tenantId } from '../contract/index.ts'
import type { LetterFilter } from '../dead-letters/index.ts'
import { UsageError } from './command.ts'
import { durationOf } from './duration.ts'

/** How a letter without a reason is asked for: one that SQS itself moved. */
export const noReason = 'none'

/** Options that every dlq command takes, for `parseArgs`. */
export const letterOptions = {
  channel: { type: 'string', multiple: true },
  tenant: { type: 'string' },
  type: { type: 'string' },
  reason: { type: 'string' },
  'older-than': { type: 'string' },
  'newer-than': { type: 'string' },
  message: { type: 'string' },
  job: { type: 'string' },
  limit: { type: 'string' },
} as const

/** The same for the help. */
export const letterOptionsHelp = [
  ['--channel <channel>', 'a channel of the contract; may be repeated; all when absent'],
  ['--tenant <tenant>', 'letters of one tenant'],
  ['--type <job type>', 'letters of one job type'],
  ['--reason <code>', `letters with one reason; ${noReason} for those that SQS itself moved`],
  ['--older-than <age>', 'at least this long in the queue: 90s, 30m, 2h, 7d'],
  ['--newer-than <age>', 'at most this long in the queue'],
  ['--message <id>', 'one letter, by its message id'],
  ['--job <id>', 'letters of one job'],
  ['--limit <n>', 'no more letters than this'],
] as const

type Values = { readonly [K in Exclude<keyof typeof letterOptions, 'channel'>]?: string | undefined } & {
  readonly channel?: readonly string[] | undefined
}

/** What the options say. @throws UsageError for a name that the contract does not know */
export function letterSearch(values: Values): {
  readonly filter: LetterFilter
  readonly channels?: readonly ChannelName[]
  readonly limit?: number
} {
  const { tenant, type, reason, message, job, channel, limit } = values
  const olderThan = values['older-than']
  const newerThan = values['newer-than']
  const filter: LetterFilter = {
    ...(tenant !== undefined && { tenantId: tenantOf(tenant) }),
    ...(type !== undefined && { jobType: known('--type', type, jobTypes) }),
    ...(reason !== undefined && { reason: reason === noReason ? null : known('--reason', reason, errorCodes) }),
    ...(olderThan !== undefined && { olderThanSeconds: durationOf('--older-than', olderThan) }),
    ...(newerThan !== undefined && { newerThanSeconds: durationOf('--newer-than', newerThan) }),
    ...(message !== undefined && { messageId: message }),
    ...(job !== undefined && { jobId: job.toLowerCase() }),
  }
  return {
    filter,
    ...(channel !== undefined && { channels: channel.map(channelOf) }),
    ...(limit !== undefined && { limit: positive('--limit', limit, /^\d+$/) }),
  }
}

/** @throws UsageError */
export function positive(option: string, text: string, pattern = /^\d+(\.\d+)?$/): number {
  const number = Number(text)
  if (!pattern.test(text) || number <= 0) {
    throw new UsageError(`${option} ${JSON.stringify(text)} must be a number above 0`)
  }
  return number
}

function channelOf(name: string): ChannelName {
  // Operators know the queues by the names that they see at SQS.
  const found = Object.values(channels).find((each) => [each.channel, each.queueName, each.dlqName].includes(name))
  if (!found) throw new UsageError(`--channel must be one of ${Object.keys(channels).join(', ')}`)
  return found.channel
}

function tenantOf(text: string): string {
  try {
    return tenantId(text)
  } catch {
    throw new UsageError(`--tenant ${JSON.stringify(text)} is no tenant id`)
  }
}

function known(option: string, name: string, table: object): string {
  if (!Object.hasOwn(table, name)) throw new UsageError(`${option} ${JSON.stringify(name)} is not in the contract`)
  return name
}
