import type { Readable } from 'node:stream'
import { type ExcelParsingResult, isObjectKeyOf, type TenantId } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import type { Database, RosterStorage } from './ports.ts'

interface Ports {
  readonly database: Database
  readonly rosters: RosterStorage
}

/**
 * Opens the workbook of the rows that an import could not take.
 * @throws RejectedInputError `job_not_found`; `failed_rows_not_found` for a job that has no such file, or no longer
 */
export async function openFailedRows({ database, rosters }: Ports, tenant: TenantId, jobId: string): Promise<Readable> {
  const found = await database.read(tenant, async ({ jobs }) => {
    const job = await jobs.get(jobId)
    return job && { job, result: job.status === 'DONE' ? await jobs.result(jobId) : null }
  })
  if (!found) throw new RejectedInputError('job_not_found', 'there is no such job')
  const { job, result } = found
  if (job.jobType !== 'excel_parsing') throw nothing('this job is no import')
  if (job.status !== 'DONE') throw nothing(`the import is ${job.status}`)
  const { failed_rows_key: key } = (result ?? {}) as Partial<ExcelParsingResult>
  // A result is a document that some worker wrote: its key is checked like a key that anybody sends (P-25).
  if (key === undefined || !isObjectKeyOf(tenant, key)) throw nothing('the import has no failed rows')
  const file = await rosters.open(key)
  if (!file) throw nothing('the file is no longer kept')
  return file
}

function nothing(reason: string): RejectedInputError {
  return new RejectedInputError('failed_rows_not_found', reason)
}
