import type { WireEntry } from '@academy/stack'

/** A request that deletes a job's message; `at` is milliseconds since 1970. */
export interface DeleteSeen {
  readonly at: number
  readonly job: string
}

interface Handle {
  readonly ReceiptHandle?: string
  readonly Body?: string
}

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
