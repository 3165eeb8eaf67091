import type { WireEntry } from '@academy/stack'
import type { Evidence } from './evidence.ts'
import type { Violation } from './violation.ts'

/** A request that deletes a job's message; `at` is milliseconds since 1970. */
export interface DeleteSeen {
  readonly at: number
  readonly job: string
}

interface Handle {
  readonly ReceiptHandle?: string
  readonly Body?: string
}

const terminal: readonly string[] = ['DONE', 'FAILED', 'CANCELLED', 'DEAD']

/** Which job's message each delete is for, by the receives that gave the handles out. */
export function deletesOnTheWire(log: readonly WireEntry[]): readonly DeleteSeen[] {
  const jobs = new Map<string, string>()
  for (const { target, output } of log) {
    if (target !== 'ReceiveMessage') continue
    for (const { ReceiptHandle, Body } of (output?.Messages ?? []) as Handle[]) {
      const [, job] = /"job_id":"([^"]+)"/.exec(Body ?? '') ?? []
      if (job && ReceiptHandle) jobs.set(ReceiptHandle, job)
    }
  }
  return log.flatMap(({ target, input, at }) => {
    const single = target === 'DeleteMessage' ? [input as Handle] : []
    const batch = target === 'DeleteMessageBatch' ? ((input.Entries ?? []) as Handle[]) : []
    return [...single, ...batch].flatMap(({ ReceiptHandle = '' }) => {
      const job = jobs.get(ReceiptHandle)
      return job ? [{ at: Date.parse(at), job }] : []
    })
  })
}

/** A message is deleted only when its job is terminal (P-01, P-40). */
export function earlyDeletes({ deletes, states }: Pick<Evidence, 'deletes' | 'states'>): readonly Violation[] {
  const ended = new Map<string, number>()
  for (const { job, status, at } of states) {
    if (terminal.includes(status)) ended.set(job, Math.min(at, ended.get(job) ?? at))
  }
  // The wire's clock is cut to milliseconds.
  return deletes
    .filter(({ job, at }) => at + 1 < (ended.get(job) ?? Number.POSITIVE_INFINITY))
    .map(({ job }) => ({ rule: 'deleted_early', job, detail: 'its message was deleted before it had ended' }))
}
