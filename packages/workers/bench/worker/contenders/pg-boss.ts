import { PgBoss } from 'pg-boss'
import { payloadOf } from '../backlog.ts'
import type { Contender } from '../contender.ts'

const queue = 'bench'
const chunk = 1_000

/** pg-boss that fetches again at once after a full batch; as many workers as the slots need. */
export async function pgBoss(env: Readonly<Record<string, string>>, batchSize: number): Promise<Contender> {
  const boss = new PgBoss({ connectionString: env.DATABASE_URL_MIGRATOR ?? '', application_name: 'bench-pg-boss' })
  boss.on('error', (error) => console.error('pg-boss', error))
  await boss.start()
  await boss.createQueue(queue)
  return {
    fill: async (count) => {
      for (let made = 0; made < count; made += chunk) {
        const jobs = Array.from({ length: Math.min(chunk, count - made) }, () => ({ data: payloadOf() }))
        await boss.insert(queue, jobs)
      }
      await boss.getDb().executeSql('ANALYZE')
    },
    start: async (slots, work) => {
      const localConcurrency = Math.max(1, Math.ceil(slots / batchSize))
      await boss.work(queue, { batchSize, burstWhenBatchFull: true, localConcurrency }, async (jobs) => {
        await Promise.all(jobs.map(() => work()))
      })
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000, close: true }),
    close: async () => {},
  }
}
