import { type ChannelName, channels } from '../contract/index.ts'
import type { HeldLetter } from './held-letter.ts'
import { isMeant, type LetterFilter } from './letter-filter.ts'
import { LetterQueue } from './letter-queue.ts'
import type { LetterResources } from './settle-letters.ts'

/** Which letters to read. */
export interface ListOptions {
  readonly channels?: readonly ChannelName[]
  readonly filter?: LetterFilter
  readonly limit?: number
  readonly signal?: AbortSignal
}

/**
 * Reads letters, oldest first, and puts them back.
 *
 * @example
 * const letters = await listLetters({ sqs, queues }, { filter: { reason: 'attempts_exhausted' } })
 */
export async function listLetters(
  resources: Pick<LetterResources, 'sqs' | 'queues'>,
  options: ListOptions = {},
): Promise<HeldLetter[]> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  const every = options.channels ?? (Object.keys(channels) as ChannelName[])
  const found = await Promise.all(every.map((channel) => read(new LetterQueue(resources, channel), limit, options)))
  const letters = found.flat().sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime())
  return letters.slice(0, limit)
}

async function read(queue: LetterQueue, limit: number, { filter = {}, signal }: ListOptions): Promise<HeldLetter[]> {
  const found = await queue.search({ wanted: (letter) => isMeant(letter, filter), limit, ...(signal && { signal }) })
  await queue.putBack(found)
  return found
}
