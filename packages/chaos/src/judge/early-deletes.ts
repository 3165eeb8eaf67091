import type { Evidence } from './evidence.ts'
import type { Violation } from './violation.ts'

const terminal: readonly string[] = ['DONE', 'FAILED', 'CANCELLED', 'DEAD']

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
