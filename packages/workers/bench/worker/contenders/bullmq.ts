import { Queue, Worker } from 'bullmq'
import { payloadOf } from '../backlog.ts'
import type { Contender } from '../contender.ts'

const name = 'bench'
const chunk = 1_000

/** BullMQ on Redis as it is configured by default: nothing waits for a disk. */
export async function bullmq(env: Readonly<Record<string, string>>): Promise<Contender> {
  const url = new URL(env.REDIS_URL ?? '')
  const connection = {
    host: url.hostname,
    port: Number(url.port),
    db: Number(url.pathname.slice(1) || 0),
    maxRetriesPerRequest: null,
  }
  const queue = new Queue(name, { connection })
  let worker: Worker | undefined
  return {
    fill: async (count) => {
      for (let made = 0; made < count; made += chunk) {
        await queue.addBulk(Array.from({ length: Math.min(chunk, count - made) }, () => ({ name, data: payloadOf() })))
      }
    },
    start: async (slots, work) => {
      worker = new Worker(name, () => work(), { connection, concurrency: slots })
      worker.on('error', (error) => console.error('bullmq', error))
    },
    stop: async () => await worker?.close(),
    close: () => queue.close(),
  }
}
