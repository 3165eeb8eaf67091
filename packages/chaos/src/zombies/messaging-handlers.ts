// Handlers of a job type that runs in the worker's own process.
import { done, type WorkerHandlers, type WorkerResources } from '@academy/sdk/worker'
import { holdOrWork } from './hold.ts'

export async function createHandlers({ pool }: WorkerResources): Promise<WorkerHandlers<'messaging'>> {
  return {
    handlers: {
      message_send: async (job, ctx) => {
        const accepted_at = new Date().toISOString()
        const provider_message_id = `fence-${job.fence}` // the judge knows the writer by it
        const result = { provider_message_id, channel: 'sms', sent_as: 'sms', accepted_at } as const
        await holdOrWork({ job, ctx, pool, fleet: 'messaging', result })
        return done<'message_send'>(result)
      },
    },
  }
}
