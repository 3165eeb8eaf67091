// Handlers of a job type that runs in the worker's own process.
import { done, type WorkerHandlers, type WorkerResources } from '@academy/sdk/worker'
import { Player } from './play.ts'

export async function createHandlers({ pool }: WorkerResources): Promise<WorkerHandlers<'messaging'>> {
  const player = new Player(pool, { isolated: false })
  return {
    handlers: {
      message_send: async (job, ctx) => {
        const commit = await player.play(job, ctx, 'sending')
        const accepted_at = new Date().toISOString()
        return done<'message_send'>(
          { provider_message_id: job.jobId, channel: 'sms', sent_as: 'sms', accepted_at },
          { commit },
        )
      },
    },
  }
}
