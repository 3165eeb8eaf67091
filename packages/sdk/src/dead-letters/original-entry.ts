import { deadLetterAttributes, type QueueEntry, withoutDeadLetterAttributes } from '../queues/index.ts'
import type { HeldLetter } from './held-letter.ts'

/** The message that a letter was before it died: body, group, attributes and trace as they were (law 9). */
export function originalEntry(letter: HeldLetter): QueueEntry {
  return {
    MessageBody: letter.body,
    ...(letter.messageGroupId && { MessageGroupId: letter.messageGroupId }),
    MessageAttributes: { ...withoutDeadLetterAttributes(letter.attributes), ...displaced(letter) },
    ...(letter.traceHeader && {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: letter.traceHeader } },
    }),
  }
}

/** Those of its own that had found no room beside the reason; they come back as text. */
function displaced({ attributes }: HeldLetter): QueueEntry['MessageAttributes'] {
  const text = attributes[deadLetterAttributes.displaced]?.StringValue
  if (text === undefined) return {}
  try {
    const own = Object.entries(JSON.parse(text) as Record<string, unknown>)
    return Object.fromEntries(own.map(([name, value]) => [name, { DataType: 'String', StringValue: String(value) }]))
  } catch {
    return {}
  }
}
