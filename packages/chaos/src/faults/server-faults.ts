import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { channels } from '@academy/sdk/contract'
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Server } from '../recorder/history.ts'
import type { Doing, Scene } from './scene.ts'

/** Bytes to and from a server stop for a while; connections stay. */
export const blackHole =
  (server: 'postgres' | 'redis'): Doing =>
  async (fault, scene) => {
    const links = [...scene.world.ways.values()].map((ways) => ways[server])
    await unreachable(server, scene, async () => {
      for (const link of links) link.hold()
      await held(fault.seconds, scene)
      for (const link of links) link.release(fault.ends ?? 'cut')
    })
    return true
  }

/** Every request is taken and never answered. */
export const sqsBlackHole: Doing = async (fault, scene) => {
  const { front } = scene.world.stack.sqs
  await unreachable('sqs', scene, async () => {
    front.fault({ kind: 'black_hole', count: null })
    await held(fault.seconds, scene)
    front.clearFaults()
  })
  return true
}

/** The server dies as at a power cut, and comes back from its write-ahead log. */
export const postgresRestart: Doing = async (_fault, scene) => {
  await unreachable('postgres', scene, async () => {
    await scene.world.stack.postgres.crash()
    await sleep(500)
    await scene.world.stack.postgres.start()
  })
  return true
}

/** Every connection to the database is lost at once; it can be reached again at once. */
export const postgresCut: Doing = async (_fault, scene) => {
  await unreachable('postgres', scene, async () => {
    for (const { postgres } of scene.world.ways.values()) postgres.cut()
  })
  return true
}

export const redisFlush: Doing = async (_fault, { world }) => {
  await world.flushRedis()
  return true
}

/** Takes every message of the busiest queue away. */
export const purgeQueue: Doing = async (_fault, { world }) => {
  const QueueUrl = await world.queues.url('messagingJobs')
  await world.sqs.send(new PurgeQueueCommand({ QueueUrl }))
  world.recorder.record({ what: 'purged', queue: channels.messagingJobs.queueName })
  return true
}

/** A message that no producer of ours would send: it belongs into quarantine, and its neighbours must flow. */
export const garbage: Doing = async (fault, { world }) => {
  const channel = fault.id % 2 === 0 ? 'aiJobsLite' : 'messagingJobs'
  const id = randomUUID()
  await world.sqs.send(
    new SendMessageCommand({ QueueUrl: await world.queues.url(channel), MessageBody: `garbage ${id}` }),
  )
  world.recorder.record({ what: 'garbage', id, queue: channels[channel].queueName })
  return true
}

const requestFaults = {
  sqs_error: { kind: 'error' },
  sqs_lost_response: { kind: 'lost_response' },
  sqs_duplicate: { kind: 'duplicate' },
  sqs_late: { kind: 'delay', delayMs: 4000 },
  sqs_reset: { kind: 'reset' },
} as const

/** The next requests of an action meet a fault. */
export const requestFault: Doing = async (fault, { world, over }) => {
  const what = requestFaults[fault.kind as keyof typeof requestFaults]
  const { front } = world.stack.sqs
  const since = front.lastSeq
  const disarm = front.fault({ ...what, ...(fault.action && { action: fault.action }), count: fault.count ?? 1 })
  const met = () => front.log(since).some((entry) => entry.fault === what.kind)
  for (let looks = 0; looks < 200 && !met() && !over.aborted; looks += 1) await sleep(100)
  await sleep(1000)
  disarm()
  return met()
}

function held(seconds = 0, { over }: Scene): Promise<void> {
  return sleep(seconds * 1000, undefined, { signal: over }).catch(() => {})
}

async function unreachable(server: Server, { world }: Scene, outage: () => Promise<void>): Promise<void> {
  world.recorder.record({ what: 'unreachable', server })
  await outage()
  world.recorder.record({ what: 'reachable', server })
}
