import { objects, rosterFiles } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import { createJob } from '../../../application/create-job.ts'
import { openFailedRows } from '../../../application/download-failed-rows.ts'
import { downloadFirstLogins } from '../../../application/download-first-logins.ts'
import { cancelJob, retryJob } from '../../../application/end-job.ts'
import type { Database, Dispatch, FirstLoginFiles, ProgressReader, RosterStorage } from '../../../application/ports.ts'
import { type AttachmentName, attachment } from '../attachment.ts'
import type { OperationHandlers } from '../operation.ts'
import { progressNotFound, shownProgress } from '../progress-views.ts'
import { acceptedView, jobDetailView, jobView } from '../views.ts'
import { pageOf } from './page.ts'

type JobOperations = Pick<
  OperationHandlers,
  | 'createJob'
  | 'listJobs'
  | 'getJob'
  | 'getJobProgress'
  | 'downloadFailedRows'
  | 'downloadFirstLogins'
  | 'cancelJob'
  | 'retryJob'
>

export function jobHandlers(ports: {
  database: Database
  dispatch: Dispatch
  progress: ProgressReader
  rosters: RosterStorage
  firstLogins: FirstLoginFiles | undefined
}): JobOperations {
  const { database, progress } = ports
  return {
    async createJob({ identity, body, header, trace }) {
      const key = header['idempotency-key']
      const job = await createJob(
        ports,
        identity.tenantId,
        {
          jobType: body.job_type,
          payload: body.payload,
          ...(body.tier !== undefined && { tier: body.tier }),
          ...(body.max_processing_seconds !== undefined && { maxProcessingSeconds: body.max_processing_seconds }),
          ...(key !== undefined && { idempotencyKey: key }),
        },
        trace,
      )
      return { status: 202, body: acceptedView(job) }
    },

    async listJobs({ identity, query }) {
      const { items, nextCursor } = await database.read(identity.tenantId, ({ jobs }) =>
        jobs.list({
          ...pageOf(query),
          ...(query.status !== undefined && { status: query.status }),
          ...(query.job_type !== undefined && { jobType: query.job_type }),
        }),
      )
      return { status: 200, body: { items: items.map(jobView), next_cursor: nextCursor } }
    },

    async getJob({ identity, path }) {
      const found = await database.read(identity.tenantId, async ({ jobs }) => {
        const job = await jobs.get(path.job_id)
        return job && { job, result: job.status === 'DONE' ? await jobs.result(job.jobId) : null }
      })
      if (!found) throw new RejectedInputError('job_not_found', 'there is no such job')
      return { status: 200, body: jobDetailView(found.job, found.result) }
    },

    async getJobProgress({ identity, path, trace }) {
      const shown = shownProgress(await progress.ofJob(identity.tenantId, path.job_id))
      if (!shown) return progressNotFound('getJob', path.job_id, trace.correlationId)
      return { status: 200, body: { job_id: path.job_id, ...shown } }
    },

    async downloadFailedRows({ identity, path }) {
      const body = await openFailedRows(ports, identity.tenantId, path.job_id)
      return { status: 200, body, headers: workbookOfPeople(rosterFiles.failedRows) }
    },

    async downloadFirstLogins({ identity, path, body: { passphrase } }) {
      const body = await downloadFirstLogins(ports, identity.tenantId, path.job_id, passphrase)
      return { status: 200, body, headers: workbookOfPeople(rosterFiles.firstLogins) }
    },

    async cancelJob({ identity, path }) {
      return { status: 200, body: acceptedView(await cancelJob(ports, identity.tenantId, path.job_id)) }
    },

    async retryJob({ identity, path, trace }) {
      return { status: 202, body: acceptedView(await retryJob(ports, identity.tenantId, path.job_id, trace)) }
    },
  }
}

function workbookOfPeople(name: AttachmentName): Readonly<Record<string, string>> {
  const [contentType] = objects.rosterContentTypes
  return {
    'content-type': contentType,
    'content-disposition': attachment(name),
    'cache-control': 'private, no-store',
  }
}
