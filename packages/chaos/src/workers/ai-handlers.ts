// Handlers of an isolated job type: this module is loaded by the worker and by each of its child processes.
import { done, type WorkerHandlers, type WorkerResources } from '@academy/sdk/worker'
import { Player } from './play.ts'

const result = { total: 0, created: 0, restored: 0, duplicates: 0, failed: [], processed_by: 'worker' as const }

export async function createHandlers({ pool }: WorkerResources): Promise<WorkerHandlers<'ai'>> {
  const player = new Player(pool, { isolated: process.send !== undefined })
  return {
    handlers: {
      excel_parsing: async (job, ctx) =>
        done<'excel_parsing'>(result, { commit: await player.play(job, ctx, 'parsing') }),
    },
  }
}
