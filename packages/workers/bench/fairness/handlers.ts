import { setTimeout as sleep } from 'node:timers/promises'
import { done, type WorkerHandlers } from '@academy/sdk/worker'
import { jobMs } from './load.ts'

/** The work of the bench: nothing, for as long as one of its jobs takes. */
export async function createHandlers(): Promise<WorkerHandlers<'messaging'>> {
  return {
    handlers: {
      message_send: async (job) => {
        await sleep(jobMs)
        return done<'message_send'>({
          provider_message_id: job.jobId,
          ...{ channel: 'sms', sent_as: 'sms', accepted_at: new Date().toISOString() },
        })
      },
    },
  }
}
