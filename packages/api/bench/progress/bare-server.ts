// The limit to compare with, a process of its own: fastify and one GET of ioredis, without token, contract or checks.
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import { bareKey } from './bare-documents.ts'

const redis = new Redis(process.env.REDIS_URL ?? '')
const app = Fastify()
app.get('/ready', async () => 'ready')
app.get<{ Params: { id: string } }>('/:id', async (request, reply) => {
  const document = await redis.get(bareKey(request.params.id))
  reply.type('application/json')
  return document
})
process.once('SIGTERM', () => {
  redis.disconnect()
  void app.close()
})
await app.listen({ host: '127.0.0.1', port: Number(process.env.BARE_PORT) })
