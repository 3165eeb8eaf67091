import { setTimeout as sleep } from 'node:timers/promises'
import { type ChannelName, channels } from '@academy/sdk/contract'
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Scene } from '../faults/scene.ts'
import type { ChaosFleet } from '../plan/planned.ts'
import type { LiveRun } from '../recorder/live-view.ts'
import type { Post } from '../workers/crew.ts'
import { signal } from '../workers/processes.ts'

const patienceSeconds = 20
const never = 100_000 // seconds

/** A worker whose handler has still `leftMs` to go; waits for one. @throws when there is none */
async function busyWorker({ crew, live }: Scene, fleet: ChaosFleet, leftMs: number) {
  const find = (): { post: Post; run: LiveRun; pid: number } | undefined => {
    for (const post of crew.posts) {
      const pid = post.process?.pid ?? 0
      const [run] = post.fleet === fleet && !post.taken && live.isUp(pid) ? live.runsOf(pid, leftMs) : []
      if (run) return { post, run, pid }
    }
    return undefined
  }
  await live.until(() => find() !== undefined, patienceSeconds, new AbortController().signal)
  const found = find()
  if (!found) throw new Error(`no worker of ${fleet} had a handler within ${patienceSeconds} s`)
  found.post.taken = true
  return found
}

/** SIGKILL of a worker whose handler runs; it does not come back. */
export async function killForGood(scene: Scene, fleet: ChaosFleet): Promise<void> {
  const { post, pid } = await busyWorker(scene, fleet, 300)
  scene.crew.restart(post, never)
  signal(pid, 'SIGKILL')
  scene.world.recorder.record({ what: 'killed', kind: 'kill_handler', worker: post.name, pid })
}

/** SIGTERM of a worker whose handler runs for long. */
export async function stopBusy(scene: Scene, fleet: ChaosFleet): Promise<void> {
  const { post, pid } = await busyWorker(scene, fleet, 300)
  signal(pid, 'SIGTERM')
  await post.process?.ended
}

/**
 * One worker alone loses the database while its handler works on; meanwhile copies of the handler's message arrive
 * again and again.
 */
export async function cutOff(scene: Scene, fleet: ChaosFleet, channel: ChannelName, seconds: number): Promise<void> {
  const { post, run } = await busyWorker(scene, fleet, 300)
  const { world } = scene
  // A handler that waited for the database would make no step, and could not heed its signal.
  await scene.live.until(() => run.steps >= beyondItsQueries, patienceSeconds, scene.over)
  const way = world.ways.get(post.name)?.postgres
  way?.hold()
  const until = performance.now() + seconds * 1000
  const body = sentBody(scene, run.job)
  const QueueUrl = await world.queues.url(channel)
  while (performance.now() < until) {
    await sleep(copyEveryMs)
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }))
  }
  way?.release('cut')
  post.taken = false
}

const copyEveryMs = 400
const beyondItsQueries = 4 // steps

/** The body of a job's message, as its creator sent it. */
function sentBody({ world }: Scene, job: string): string {
  const sent = world.stack.sqs.front.log().find(({ target, input }) => {
    return target.startsWith('SendMessage') && JSON.stringify(input).includes(job)
  })
  const bodies = [sent?.input, ...((sent?.input.Entries ?? []) as Record<string, unknown>[])]
  const body = bodies.find((each) => String(each?.MessageBody).includes(job))?.MessageBody
  if (typeof body !== 'string') throw new Error(`the message of job ${job} was never sent`)
  return body
}

/** The relay's requests to a dead-letter queue fail until some of them have. */
export async function refuseLetters({ world, over }: Scene, channel: ChannelName): Promise<void> {
  const { front } = world.stack.sqs
  const since = front.lastSeq
  const queue = channels[channel].dlqName
  const disarm = front.fault({ kind: 'error', action: 'SendMessageBatch', queue, count: null })
  const met = () => front.log(since).some((entry) => entry.fault === 'error')
  while (!met() && !over.aborted) await sleep(50)
  await sleep(refusedMs)
  disarm()
}

const refusedMs = 2000 // longer than the SDK's own tries

/** Waits until no message of the queue is hidden; the number of those that still are after `seconds`. */
export async function hiddenAfter({ world }: Scene, channel: ChannelName, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000
  for (;;) {
    const { Attributes } = await world.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: await world.queues.url(channel),
        AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    const hidden = Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0)
    if (hidden === 0 || performance.now() > until) return hidden
    await sleep(250)
  }
}
