import { Logger, makeWorkerUtils, type Runner, run } from 'graphile-worker'
import pg from 'pg'
import { payloadOf } from '../backlog.ts'
import type { Contender } from '../contender.ts'

const task = 'bench'
const chunk = 1_000
const connections = 10
const logger = new Logger(() => () => {})

/** graphile-worker: a statement to get each job and one to end it, or its local queue and batched completion. */
export async function graphileWorker(env: Readonly<Record<string, string>>, batched: boolean): Promise<Contender> {
  const pgPool = new pg.Pool({ connectionString: env.DATABASE_URL_MIGRATOR, max: connections })
  pgPool.on('error', () => {})
  const utils = await makeWorkerUtils({ pgPool, logger })
  await utils.migrate()
  let runner: Runner | undefined
  return {
    fill: async (count) => {
      for (let made = 0; made < count; made += chunk) {
        const jobs = Array.from({ length: Math.min(chunk, count - made) }, () => ({
          identifier: task,
          payload: payloadOf(),
        }))
        await utils.addJobs(jobs)
      }
      await pgPool.query('ANALYZE')
    },
    start: async (slots, work) => {
      runner = await run({
        ...{ pgPool, logger, noHandleSignals: true, concurrency: slots, taskList: { [task]: () => work() } },
        ...(batched && {
          preset: { worker: { localQueue: { size: 1_000 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
        }),
      })
    },
    stop: async () => await runner?.stop(),
    close: async () => {
      await utils.release()
      await pgPool.end()
    },
  }
}
