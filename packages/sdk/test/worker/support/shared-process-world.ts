import type { JobRow } from '../../../src/jobs/index.ts'
import { workerWorld } from './worker-world.ts'

/** A worker world whose handlers share their worker's process. */
export async function sharedProcessWorld() {
  const world = await workerWorld()
  const graceSeconds = 1
  return {
    ...world,
    graceSeconds,
    startSharing: (name: string, env: Record<string, string> = {}) =>
      world.start(name, {
        main: 'stoppable-worker.ts',
        env: { FLEET: 'messaging', GRACE_SECONDS: String(graceSeconds), ...env },
      }),
    /** A job whose handler has started; its cap is the contract's unless told. */
    async running(behaviour: string, maxProcessingSeconds?: number): Promise<JobRow> {
      const job = await world.notice(await world.tenant())
      if (maxProcessingSeconds !== undefined) {
        const change = 'UPDATE jobs SET max_processing_seconds = $2 WHERE job_id = $1'
        await world.admin.query(change, [job.jobId, maxProcessingSeconds])
      }
      await world.behave(job, behaviour)
      await world.send(job)
      await world.untilStarted(job, 1)
      return job
    },
    /** Changes of visibility since a number of the wire's log, whether they went alone or ten to a request. */
    hidden: (since: number): readonly { readonly handle: unknown; readonly seconds: unknown }[] =>
      world.servers.sqs.front
        .log(since)
        .filter(({ target }) => target.startsWith('ChangeMessageVisibility'))
        .flatMap(({ input }) => (Array.isArray(input.Entries) ? input.Entries : [input]))
        .map((entry) => ({ handle: entry.ReceiptHandle, seconds: entry.VisibilityTimeout })),
    /** What a row looks like whose job was handed back. */
    handedBack: { status: 'RETRYING', attempt: 0, crashes: 0, locked_by: null },
    /** No worker of another test takes them. */
    shelve: (...jobs: JobRow[]) =>
      world.admin.query(`UPDATE jobs SET due_at = 'infinity' WHERE job_id = ANY($1)`, [jobs.map((job) => job.jobId)]),
  }
}
