import type { Front } from '@academy/stack/testing'

/** One message's part of a request that reached the queue. */
export interface MessageRequest {
  readonly seq: number
  readonly input: Readonly<Record<string, unknown>>
  readonly output: unknown
}

/** The requests of one action since `since`, message by message: an entry of a batch counts as a request of its own. */
export function messageRequests(front: Front, action: string, since = 0): MessageRequest[] {
  return front.log(since).flatMap(({ seq, target, input, output }) => {
    if (target === action) return [{ seq, input, output }]
    if (target !== `${action}Batch`) return []
    return (input.Entries as Record<string, unknown>[]).map((entry) => ({ seq, input: entry, output }))
  })
}
