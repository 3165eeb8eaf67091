import { isTerminalJobStatus, type TenantId } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import type { Database, FirstLoginFiles } from './ports.ts'

interface Ports {
  readonly database: Database
  readonly firstLogins: FirstLoginFiles | undefined
}

/**
 * The logins of the accounts that an import made, encrypted with the caller's passphrase. An import that failed half
 * way has them too: what its committed chunks made stays.
 * @throws RejectedInputError `job_not_found`; `first_logins_not_found` for a job that has none, or none any more
 */
export async function downloadFirstLogins(
  { database, firstLogins }: Ports,
  tenantId: TenantId,
  jobId: string,
  passphrase: string,
): Promise<Uint8Array> {
  const found = await database.read(tenantId, async (stores) => {
    const job = await stores.jobs.get(jobId)
    return job && { job, parts: await stores.firstLogins.ofJob(jobId) }
  })
  if (!found) throw new RejectedInputError('job_not_found', 'there is no such job')
  const { job, parts } = found
  if (job.jobType !== 'excel_parsing') throw nothing('this job is no import')
  if (!isTerminalJobStatus(job.status)) throw nothing(`the import is ${job.status}`)
  if (parts.length === 0) throw nothing('the import made no account with a one-time password, or these have expired')
  if (!firstLogins) throw nothing('no key for one-time first passwords is configured')
  return firstLogins.write({ tenantId, jobId }, parts, passphrase)
}

function nothing(reason: string): RejectedInputError {
  return new RejectedInputError('first_logins_not_found', reason)
}
