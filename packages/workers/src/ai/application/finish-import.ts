import { type ExcelParsingResult, objectKeys } from '@academy/sdk/contract'
import { RetryableError } from '@academy/sdk/errors'
import { type ClaimedJob, done, type JobContext, type JobDone } from '@academy/sdk/worker'
import { noClaims } from '../domain/chunk-decisions.ts'
import type { Layout } from '../domain/layout.ts'
import type { RowFailure } from '../domain/row-reasons.ts'
import { afterChunk, failedRows, type ImportState, resultOf } from './import-state.ts'
import { type MergeSettings, mergeChunk, preparePasswords } from './merge-chunks.ts'
import type { FailedRowsStore, RosterSheet } from './ports.ts'
import type { Chunk } from './read-chunks.ts'
import { writeFailedRows } from './write-failed-rows.ts'

/** Where the failed rows come from and go to. */
export interface FailureReport {
  readonly job: Pick<ClaimedJob, 'jobId' | 'tenantId'>
  readonly sheet: RosterSheet
  readonly layout: Layout
  readonly store: FailedRowsStore
}

/**
 * Ends an import with its last chunk. The workbook of failed rows is stored before anything of that chunk is written,
 * from decisions taken without writing, since no transaction may wait for object storage. The chunk itself, the
 * result and DONE are then committed together (P-43); should its decisions have changed meanwhile, nothing is
 * committed and the job is tried again.
 */
export async function finishImport(
  context: JobContext,
  chunk: Chunk,
  state: ImportState,
  unreadable: readonly RowFailure[],
  settings: MergeSettings,
  report: FailureReport,
): Promise<JobDone<'excel_parsing'>> {
  await preparePasswords(chunk, settings.passwords)
  const expected = await preview(context, chunk, state, settings)
  const result = await reported(context, resultOf(expected, unreadable), report)
  return done<'excel_parsing'>(result, {
    commit: async (tx) => {
      const merged = await mergeChunk(tx, chunk, state, settings)
      if (!sameRows(failedRows(merged, unreadable), result.failed)) {
        throw new RetryableError('unexpected_error', 'The tables changed while the last rows were written')
      }
      const firstLogins = await settings.passwords.handOver(tx)
      Object.assign(result, resultOf(merged, unreadable), firstLogins && { first_logins: firstLogins })
    },
  })
}

/** The result with the place of its failed rows, once these are stored. */
export async function reported(
  context: JobContext,
  result: ExcelParsingResult,
  { job, sheet, layout, store }: FailureReport,
): Promise<ExcelParsingResult> {
  if (result.failed.length === 0) return result
  const key = objectKeys.rosterFailedRows({ tenantId: job.tenantId, jobId: job.jobId })
  await writeFailedRows(store, key, sheet, layout, result.failed as RowFailure[], context.signal)
  return { ...result, failed_rows_key: key }
}

async function preview(
  context: JobContext,
  { students, rowsExpected, lastRow }: Chunk,
  state: ImportState,
  { tenantId, people }: MergeSettings,
): Promise<ImportState> {
  if (students.length === 0) return { ...state, lastRow }
  const chunk = { tenantId, students, rowsExpected }
  return afterChunk(state, await context.transaction((tx) => people.decide(tx, chunk, noClaims())), lastRow)
}

function sameRows(one: readonly { readonly row: number }[], other: readonly { readonly row: number }[]): boolean {
  return one.length === other.length && one.every(({ row }, at) => row === other[at]?.row)
}
