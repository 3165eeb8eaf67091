// Handlers of an isolated job type: this module is loaded by the worker and by each of its child processes.
import { done, type WorkerHandlers, type WorkerResources } from '@academy/sdk/worker'
import { holdOrWork } from './hold.ts'

export async function createHandlers({ pool }: WorkerResources): Promise<WorkerHandlers<'ai'>> {
  const rest = { created: 0, restored: 0, duplicates: 0, failed: [], processed_by: 'worker' as const }
  return {
    handlers: {
      excel_parsing: async (job, ctx) => {
        const result = { total: job.fence, ...rest } // the judge knows the writer by it
        await holdOrWork({ job, ctx, pool, fleet: 'ai', result })
        return done<'excel_parsing'>(result)
      },
    },
  }
}
