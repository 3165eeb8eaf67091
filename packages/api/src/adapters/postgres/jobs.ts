import type { BuiltJobType, JobStatus, JobType } from '@academy/sdk/contract'
import {
  cancelJob,
  createJob,
  getJob,
  getJobResult,
  type JobRow,
  listJobs,
  newJobId,
  retryJob,
} from '@academy/sdk/jobs'
import type { JobToCreate, Page, PageRequest, ReadStores, WriteStores } from '../../application/ports.ts'
import { anyUuid, readCursor, writeCursor } from './cursor.ts'
import { TenantStore } from './tenant-store.ts'

/** Jobs of one tenant, read. */
export class JobReader extends TenantStore {
  get(jobId: string): Promise<JobRow | null> {
    return getJob(this.tx, this.tenant, jobId)
  }

  result(jobId: string): Promise<unknown> {
    return getJobResult(this.tx, this.tenant, jobId)
  }

  async list({
    cursor,
    ...filter
  }: PageRequest & { status?: JobStatus; jobType?: JobType }): ReturnType<ReadStores['jobs']['list']> {
    const [after] = cursor === undefined ? [] : readCursor(cursor, [anyUuid])
    const { jobs, nextCursor } = await listJobs(this.tx, {
      tenantId: this.tenant,
      ...filter,
      ...(after !== undefined && { cursor: after }),
    })
    return { items: jobs, nextCursor: nextCursor === null ? null : writeCursor([nextCursor]) } satisfies Page<JobRow>
  }

  /** Its jobs follow one another: the newest is the one that counts. */
  async ofVideo(videoId: number): Promise<JobRow | null> {
    const { rows } = await this.tx.query<{ job_id: string }>(
      `SELECT job_id FROM jobs
       WHERE tenant_id = $1 AND subject_type = 'video' AND subject_id = $2
       ORDER BY created_at DESC, job_id DESC LIMIT 1`,
      [this.tenant, String(videoId)],
    )
    return rows[0] ? this.get(rows[0].job_id) : null
  }
}

/** Jobs of one tenant, written by the SDK's own functions in this service's transaction. */
export class JobWriter extends JobReader {
  newId(): string {
    return newJobId()
  }

  create<T extends BuiltJobType>(job: JobToCreate<T>): Promise<{ job: JobRow; created: boolean }> {
    return createJob(this.tx, { ...job, tenantId: this.tenant })
  }

  cancel(jobId: string): ReturnType<WriteStores['jobs']['cancel']> {
    return cancelJob(this.tx, this.tenant, jobId)
  }

  retry(jobId: string, correlationId: string): ReturnType<WriteStores['jobs']['retry']> {
    return retryJob(this.tx, this.tenant, jobId, correlationId)
  }
}
