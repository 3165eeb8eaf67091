import type { JobRow } from '../jobs/job-row.ts'
import { type SettleResources, showStatus } from './settle.ts'

/** Shows jobs that came back, and sends visibility 0 once through their handles, so that idle workers wake (law 6). */
export async function wake(jobs: readonly JobRow[], resources: SettleResources): Promise<void> {
  await Promise.all(
    jobs.map(async (job) => {
      resources.log.info({ job_id: job.jobId, crashes: job.crashes }, 'job taken back from a worker that is gone')
      await showStatus(job, resources)
      if (!job.queueUrl || !job.receiptHandle) return
      await resources.messages.setVisibility(job.queueUrl, job.receiptHandle, 0).catch(() => {})
    }),
  )
}
