import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type ExcelParsingPayload, objectKeys, type TenantId, type Tier } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import type { JobRow } from '@academy/sdk/jobs'
import { type Refusal, refusedByName } from '../domain/roster-file.ts'
import type { Trace } from '../domain/trace.ts'
import { allowedTier, checkImportOptions, checkPayload, type JobPorts, refuseOtherRequest } from './create-job.ts'
import type { RosterStorage } from './ports.ts'

interface Ports extends JobPorts {
  readonly rosters: RosterStorage
}

/** A file that lies in the storage and has not become a job yet. Whoever holds it imports or discards it. */
export interface StoredRoster {
  readonly key: string
  /** SHA-256 of the file, in hex. */
  readonly sha256: string
}

export interface RosterOptions extends Omit<ExcelParsingPayload, 'object_key' | 'content_sha256'> {
  readonly tier?: Tier
  readonly maxProcessingSeconds?: number
  readonly idempotencyKey?: string
}

/**
 * Streams a roster into the storage and checks its zip directory there. Nothing is left of a refused file.
 * @throws RejectedInputError `file_type_not_supported`, `file_too_large`, `file_unreadable`
 */
export async function storeRoster(
  { rosters }: Pick<Ports, 'rosters'>,
  tenant: TenantId,
  file: { name: string; contentType: string; content: Readable },
  signal?: AbortSignal,
): Promise<StoredRoster> {
  refuse(refusedByName(file.name, file.contentType))
  const key = objectKeys.rosterSource({ tenantId: tenant, uuid: randomUUID() })
  const { bytes, sha256 } = await rosters.store(key, file.content, signal)
  try {
    refuse(await rosters.inspect(key, bytes, signal))
  } catch (error) {
    await rosters.remove(key)
    throw error
  }
  return { key, sha256 }
}

/**
 * Creates the import's job; the file is removed when there will be no job for it.
 * @throws RejectedInputError `idempotency_conflict` when the key stands for another file or other options
 */
export async function importRoster(
  { database, dispatch, firstLogins, rosters }: Ports,
  tenant: TenantId,
  roster: StoredRoster,
  options: RosterOptions,
  trace: Trace,
): Promise<JobRow> {
  const { tier, maxProcessingSeconds, idempotencyKey, ...how } = options
  const payload: ExcelParsingPayload = { ...how, object_key: roster.key, content_sha256: roster.sha256 }
  try {
    const { job, created } = await database.write(tenant, async (stores) => {
      const granted = await allowedTier(stores, 'excel_parsing', tier)
      checkPayload('excel_parsing', { ...payload })
      checkImportOptions(payload, firstLogins)
      const answer = await stores.jobs.create({
        jobType: 'excel_parsing',
        tier: granted,
        payload,
        ...(maxProcessingSeconds !== undefined && { maxProcessingSeconds }),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        ...trace,
      })
      // Each upload lies under a key of its own: the file is told by its digest.
      const first = answer.job.payload as Partial<ExcelParsingPayload>
      if (!answer.created) refuseOtherRequest(answer.job, 'excel_parsing', { ...payload, object_key: first.object_key })
      return answer
    })
    if (created) await dispatch.created(job)
    else await rosters.remove(roster.key)
    return job
  } catch (error) {
    // A job that may exist keeps its file: an orphan is cheaper than a job without its source.
    if (!database.mayHaveCommitted(error)) await rosters.remove(roster.key)
    throw error
  }
}

function refuse(refusal: Refusal | null): void {
  if (refusal) throw new RejectedInputError(refusal.code, refusal.reason)
}
