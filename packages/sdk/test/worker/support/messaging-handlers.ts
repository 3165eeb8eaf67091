// Handlers that share their worker's own process; what each does stands in `test_script`, as for the isolated ones.
import { setTimeout as sleep } from 'node:timers/promises'
import { done, type JobHandler, type WorkerResources } from '../../../src/worker/index.ts'

export async function createHandlers({ pool }: WorkerResources) {
  const messageSend: JobHandler<'message_send'> = async (job, ctx) => {
    const step = (what: string) =>
      pool.query('INSERT INTO test_steps (job_id, fence, pid, what) VALUES ($1, $2, $3, $4)', [
        ...[job.jobId, job.fence, process.pid, what],
      ])
    await step('started')
    let providerMessageId = job.jobId
    for (;;) {
      const { rows } = await pool.query('SELECT behaviour FROM test_script WHERE job_id = $1', [job.jobId])
      if (rows[0]?.behaviour === 'succeed') break
      if (rows[0]?.behaviour === 'unstorable_once') {
        // PostgreSQL's jsonb takes no zero byte.
        if (job.attempt === 1) providerMessageId = '\u0000'
        break
      }
      if (rows[0]?.behaviour === 'block') {
        await step('blocking')
        for (;;);
      }
      await sleep(50, undefined, rows[0]?.behaviour === 'ignore_signal' ? {} : { signal: ctx.signal })
    }
    return done<'message_send'>({
      provider_message_id: providerMessageId,
      ...{ channel: 'sms', sent_as: 'sms', accepted_at: new Date().toISOString() },
    })
  }
  return { handlers: { message_send: messageSend } }
}
