import type { TenantId } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import type { JobRow } from '@academy/sdk/jobs'
import type { Trace } from '../domain/trace.ts'
import { allowedTier } from './create-job.ts'
import type { Database, Dispatch, WriteStores } from './ports.ts'

interface Ports {
  readonly database: Database
  readonly dispatch: Dispatch
}

/**
 * Cancels a job that has not ended, and settles the video or notice it worked on. Cancelling twice is no error.
 * @throws RejectedInputError `job_not_found`, `job_not_cancellable`
 */
export async function cancelJob({ database, dispatch }: Ports, tenant: TenantId, jobId: string): Promise<JobRow> {
  const { job, cancelled } = await database.write(tenant, async (stores) => {
    const answer = await stores.jobs.cancel(jobId)
    if (answer.cancelled) await settleSubject(stores, answer.job)
    return answer
  })
  if (cancelled) await dispatch.changed(job)
  return job
}

async function settleSubject(stores: WriteStores, job: JobRow): Promise<void> {
  if (job.jobType === 'video_transcode' && job.subject?.type === 'video') {
    const videoId = Number(job.subject.id)
    const video = await stores.videos.hold(videoId)
    if (video?.status === 'UPLOADED' || video?.status === 'PROCESSING') {
      await stores.videos.failed(videoId, 'cancelled', 'the transcoding was cancelled')
    }
  }
  if (job.jobType === 'message_send') {
    const notification = await stores.notifications.holdOfJob(job.jobId)
    if (notification?.status === 'queued' || notification?.status === 'retryable_failed') {
      await stores.notifications.move(notification.notificationId, 'failed', { errorCode: 'cancelled' })
    }
    // The provider may have it already, and the handler that knows has lost its fence.
    if (notification?.status === 'sending') {
      await stores.notifications.move(notification.notificationId, 'ambiguous', {
        errorCode: 'provider_result_ambiguous',
      })
    }
  }
}

/**
 * Runs an ended job again: FAILED and CANCELLED as a new job, DEAD under its own id.
 * @throws RejectedInputError `job_not_found`, `job_not_retryable`
 */
export async function retryJob(
  { database, dispatch }: Ports,
  tenant: TenantId,
  jobId: string,
  trace: Trace,
): Promise<JobRow> {
  const job = await database.write(tenant, async (stores) => {
    const old = await stores.jobs.get(jobId)
    if (!old) throw new RejectedInputError('job_not_found', 'there is no such job')
    // The plan may have changed since; a job never runs above it.
    await allowedTier(stores, old.jobType, old.tier)
    return retryWithSubject(stores, old, trace)
  })
  await dispatch.created(job)
  return job
}

/** The job and what it works on start again together. */
export async function retryWithSubject(stores: WriteStores, old: JobRow, trace: Trace): Promise<JobRow> {
  if (old.jobType === 'video_transcode' && old.subject?.type === 'video') {
    const videoId = Number(old.subject.id)
    const video = await stores.videos.hold(videoId)
    if (video?.status !== 'FAILED') {
      throw new RejectedInputError('job_not_retryable', `its video is ${video?.status ?? 'gone'}, not FAILED`)
    }
    const { job } = await stores.jobs.retry(old.jobId, trace.correlationId)
    await stores.videos.uploaded(videoId)
    return job
  }
  if (old.jobType !== 'message_send') return (await stores.jobs.retry(old.jobId, trace.correlationId)).job

  const notification = await stores.notifications.holdOfJob(old.jobId)
  if (!notification) throw new RejectedInputError('job_not_retryable', 'a newer job carries its notice')
  if (!['queued', 'failed', 'retryable_failed'].includes(notification.status)) {
    throw new RejectedInputError(
      'job_not_retryable',
      `its notice is ${notification.status}: sending it again could send it twice`,
    )
  }
  const { job } = await stores.jobs.retry(old.jobId, trace.correlationId)
  await stores.notifications.move(notification.notificationId, 'queued', { jobId: job.jobId })
  return job
}
