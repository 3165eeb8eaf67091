import type { EventOf } from '../history/events.ts'
import type { HistoryView } from '../history/history.ts'

/** The job that a scenario worked with; every scenario marks it under the same name. */
export const jobOf = (
  history: HistoryView,
  scenario: string,
): { jobId: string; tenant: string; mark: EventOf<'mark'> } | undefined => {
  const mark = history.in(scenario).mark('job')
  return mark && { jobId: String(mark.data.detail.job_id), tenant: String(mark.data.detail.tenant), mark }
}

/** Every time the row of a job was seen, in order. */
export const rowsOf = (
  history: HistoryView,
  jobId: string,
): { event: EventOf<'ledger'>; row: Record<string, unknown> }[] =>
  history
    .ledger('job')
    .filter(({ data }) => data.params[0] === jobId)
    .flatMap((event) => event.data.rows.map((row) => ({ event, row })))

/** How the row of a job was seen last. */
export const lastRowOf = (history: HistoryView, jobId: string) => rowsOf(history, jobId).at(-1)

/** The percent values that a client saw, one each time they were asked for. */
export const percentsOf = (
  history: HistoryView,
  scenario: string,
): { event: EventOf<'http'>; percent: number; fence: number }[] =>
  history
    .in(scenario)
    .http('progress')
    .flatMap((event) => {
      const progress = (event.data.body as { progress?: { percent?: number; fence?: number } | null } | null)?.progress
      return typeof progress?.percent === 'number'
        ? [{ event, percent: progress.percent, fence: Number(progress.fence) }]
        : []
    })

/** The code of a problem answer. */
export const problemCode = (event: EventOf<'http'> | undefined): unknown =>
  (event?.data.body as { code?: unknown } | null)?.code
