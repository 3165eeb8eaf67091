import { done, type JobContext, type JobDone } from '@academy/sdk/worker'
import { noClaims } from '../domain/chunk-decisions.ts'
import type { RowFailure } from '../domain/row-reasons.ts'
import { type FailureReport, reported } from './finish-import.ts'
import type { ImportProgress } from './import-progress.ts'
import { afterChunk, newImport, resultOf } from './import-state.ts'
import type { PeopleStore } from './ports.ts'
import type { Chunk } from './read-chunks.ts'

/**
 * Tells what an import would do. Chunks are decided as ever, but nothing is written: what earlier rows would have
 * taken is remembered instead, so that later rows are judged as they would be.
 */
export async function dryRun(
  context: JobContext,
  chunks: AsyncIterable<Chunk>,
  people: PeopleStore,
  progress: ImportProgress,
  report: FailureReport,
): Promise<JobDone<'excel_parsing'>> {
  const claims = noClaims()
  const unreadable: RowFailure[] = []
  let state = newImport(report.sheet.name)
  for await (const chunk of chunks) {
    context.signal.throwIfAborted()
    unreadable.push(...chunk.failures)
    const { students, rowsExpected, lastRow } = chunk
    if (students.length > 0) {
      const asked = { tenantId: report.job.tenantId, students, rowsExpected }
      state = afterChunk(state, await context.transaction((tx) => people.decide(tx, asked, claims)), lastRow)
    }
    await progress.committed(chunk)
  }
  return done<'excel_parsing'>({ ...(await reported(context, resultOf(state, unreadable), report)), dry_run: true })
}
