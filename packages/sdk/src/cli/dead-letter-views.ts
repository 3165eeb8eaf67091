import { channels } from '../contract/index.ts'
import type { HeldLetter } from '../dead-letters/index.ts'
import { noReason } from './dead-letter-options.ts'
import { roughly } from './duration.ts'

/** One letter as `--json` prints it, without what it says: that is for `show`. */
export function letterView(letter: HeldLetter): Record<string, unknown> {
  return {
    message_id: letter.messageId,
    channel: letter.channel,
    queue: channels[letter.channel].dlqName,
    sent_at: letter.sentAt.toISOString(),
    age_seconds: ageOf(letter),
    reason: letter.reason,
    pointer: letter.pointer,
    error: letter.error,
    tenant_id: letter.tenantId,
    job_id: letter.jobId,
    job_type: letter.jobType,
    body_bytes: Buffer.byteLength(letter.body),
  }
}

/** One letter on one line, for people. */
export function letterLine(letter: HeldLetter): string {
  const parts = [
    letter.messageId,
    letter.channel.padEnd(13),
    roughly(ageOf(letter)).padStart(5),
    (letter.reason ?? noReason).padEnd(20),
    letter.tenantId ?? '-',
    letter.jobType ?? '-',
    letter.jobId ?? '-',
  ]
  return parts.map(printable).join('  ')
}

/** What came with a message may hold anything: a terminal must not be told what to do by it. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD')
}

function ageOf({ sentAt }: HeldLetter): number {
  return Math.max(0, Math.round((Date.now() - sentAt.getTime()) / 1000))
}
