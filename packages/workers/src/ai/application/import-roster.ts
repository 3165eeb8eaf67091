import { bulkImports, isObjectKeyOf } from '@academy/sdk/contract'
import { RejectedInputError, TerminalError } from '@academy/sdk/errors'
import type { ClaimedJob, JobContext, JobDone } from '@academy/sdk/worker'
import type { RowFailure } from '../domain/row-reasons.ts'
import { dryRun } from './dry-run.ts'
import { findRoster } from './find-roster.ts'
import { finishImport } from './finish-import.ts'
import { ImportProgress } from './import-progress.ts'
import { type ImportState, newImport } from './import-state.ts'
import { commitChunk, type MergeSettings } from './merge-chunks.ts'
import type { FailedRowsStore, PasswordMaker, PeopleStore, RosterSource, RosterWorkbook } from './ports.ts'
import { prefetch } from './prefetch.ts'
import { readChunks } from './read-chunks.ts'

export interface ImportPorts {
  readonly source: RosterSource
  readonly people: PeopleStore
  readonly passwords: PasswordMaker
  readonly failedRows: FailedRowsStore
}

type Job = Pick<ClaimedJob<'excel_parsing'>, 'jobId' | 'tenantId' | 'payload'>

// Chunks that are read while one is being merged: reading overlaps with the database, and memory stays bounded.
const chunksAhead = 2

/**
 * Imports a roster. Chunk by chunk: decided, written and committed together with the checkpoint, under the job's
 * fence; the last chunk is committed together with the result and DONE (P-43). A later attempt goes on after the last
 * committed chunk.
 *
 * @throws RejectedInputError for options that do not exist yet and for files that are no roster
 */
export async function importRoster(
  job: Job,
  context: JobContext,
  ports: ImportPorts,
): Promise<JobDone<'excel_parsing'>> {
  admit(job)
  await context.progress({ step: 'downloading', stepPercent: 0 })
  const workbook = await ports.source.open(job.payload.object_key, context.signal)
  try {
    return await importWorkbook(job, context, ports, workbook)
  } finally {
    await workbook.close?.()
  }
}

async function importWorkbook(
  job: Job,
  context: JobContext,
  ports: ImportPorts,
  workbook: RosterWorkbook,
): Promise<JobDone<'excel_parsing'>> {
  await context.progress({ step: 'parsing', stepPercent: 0 })
  const { sheet, layout } = await findRoster(workbook, context.signal)
  const report = { job, sheet, layout, store: ports.failedRows }
  const chunksAfter = (row: number) =>
    prefetch(readChunks(sheet, layout, bulkImports.students.chunkRows, row, context.signal), chunksAhead)
  const progress = new ImportProgress(context)
  if (job.payload.dry_run) return dryRun(context, chunksAfter(0), ports.people, progress, report)

  const passwords = await ports.passwords.make(job.payload.password_mode, job.payload.initial_password_ref, job)
  const settings: MergeSettings = { tenantId: job.tenantId, people: ports.people, passwords }
  const unreadable: RowFailure[] = []
  let state = (await context.checkpoint.load<ImportState>()) ?? newImport(sheet.name)
  for await (const chunk of chunksAfter(state.lastRow)) {
    context.signal.throwIfAborted()
    unreadable.push(...chunk.failures)
    if (chunk.last) return finishImport(context, chunk, state, unreadable, settings, report)
    state = await commitChunk(context, chunk, state, settings)
    await progress.committed(chunk)
  }
  throw new Error('a sheet ends with its last chunk')
}

function admit({ tenantId, payload }: Job): void {
  if (!isObjectKeyOf(tenantId, payload.object_key)) {
    throw new TerminalError('tenant_mismatch', 'The roster lies outside of its academy')
  }
  if (payload.lecture_id !== undefined) throw notAvailable('lecture_id')
  if (payload.session_id !== undefined) throw notAvailable('session_id')
}

function notAvailable(option: string): RejectedInputError {
  return new RejectedInputError('option_not_available', `${option} is not available yet`)
}
