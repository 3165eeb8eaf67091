import { setTimeout as sleep } from 'node:timers/promises'
import type { PlannedFault } from '../plan/planned.ts'
import type { Post } from '../workers/crew.ts'
import { descendants, signal } from '../workers/processes.ts'
import { receivedMessages } from './received-messages.ts'
import { type Doing, fleetOf, type Scene, takeWorker } from './scene.ts'

const leftMs = 120 // a handler that is nearly done may have ended before the signal arrives
const claimPatienceSeconds = 20
const upPatienceSeconds = 30
const jobId = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}/g

const pidOf = (post: Post): number => post.process?.pid ?? 0
const isRunning = (post: Post, { live }: Scene): boolean =>
  live.runsOf(pidOf(post), leftMs).length > 0 && live.mayBeHit(pidOf(post))

/** SIGKILL of a worker whose handler runs. */
export const killHandler: Doing = async (fault, scene) => {
  const post = await takeWorker(fault, scene, (each) => isRunning(each, scene))
  if (!post) return false
  await kill(post, fault, scene)
  return true
}

/** SIGKILL of the child process alone in which a handler runs. */
export const killChild: Doing = async (fault, scene) => {
  const post = await takeWorker(fault, scene, (each) => isRunning(each, scene))
  if (!post) return false
  const [run] = scene.live.runsOf(pidOf(post), 0)
  post.taken = false
  if (!run || !signal(run.pid, 'SIGKILL')) return false
  scene.world.recorder.record({ what: 'killed', kind: 'kill_child', worker: post.name, pid: run.pid })
  return true
}

/**
 * SIGKILL between receive and claim: the bytes of the fleet's workers on their way to the database are watched, and the
 * first that name a job whose message their worker was just given never arrive.
 */
export const killClaim: Doing = async (fault, scene) => {
  const { world, crew, live, over } = scene
  const received = receivedMessages(world.stack.sqs.front)
  let met: { readonly post: Post; readonly ended: Promise<unknown> | undefined } | undefined
  const meet = (post: Post, bytes: Buffer): 'pass' | 'drop' => {
    if (met) return met.post === post ? 'drop' : 'pass'
    if (post.taken || !live.isUp(pidOf(post)) || !live.mayBeHit(pidOf(post))) return 'pass'
    const named = new Set(bytes.toString('latin1').match(jobId) ?? [])
    live.look()
    const unclaimed = [...named].filter((job) => received.has(job) && !live.hasStarted(job))
    if (unclaimed.length === 0) return 'pass'
    post.taken = true
    met = { post, ended: post.process?.ended }
    crew.restart(post, fault.seconds ?? 0)
    signal(pidOf(post), 'SIGKILL')
    world.recorder.record({ what: 'killed', kind: 'kill_claim', worker: post.name, pid: pidOf(post) })
    for (const job of unclaimed) world.recorder.record({ what: 'unclaimed', worker: post.name, job })
    return 'drop'
  }
  const posts = crew.posts.filter(({ fleet }) => fleet === fleetOf(fault))
  const taps = posts.map((post) => {
    const tap = (bytes: Buffer) => meet(post, bytes)
    world.ways.get(post.name)?.postgres.taps.add(tap)
    return () => world.ways.get(post.name)?.postgres.taps.delete(tap)
  })
  await live.until(() => met !== undefined, claimPatienceSeconds, over)
  await met?.ended
  for (const remove of taps) remove()
  if (!met) return false
  await untilUp(met.post, scene)
  return true
}

/** SIGSTOP past dead_after, then SIGCONT: a zombie that does not know. */
export const freeze: Doing = async (fault, scene) => {
  const { recorder } = scene.world
  const post = await takeWorker(fault, scene, (each) => isRunning(each, scene))
  if (!post) return false
  const pid = pidOf(post)
  signal(pid, 'SIGSTOP')
  const pids = fault.scope === 'worker' ? [pid] : [pid, ...(await descendants(pid))]
  for (const each of pids) signal(each, 'SIGSTOP')
  recorder.record({ what: 'frozen', worker: post.name, pids })
  await sleep((fault.seconds ?? 0) * 1000, undefined, { signal: scene.over }).catch(() => {})
  // Said before it is done: what a thawed process does at once must not look as if it had never stopped.
  recorder.record({ what: 'thawed', worker: post.name, pids })
  for (const each of pids) signal(each, 'SIGCONT')
  await sleep(1000)
  post.taken = false
  return true
}

/** An orderly stop, and a new process at once, as a deployment does it. */
export const sigterm: Doing = async (fault, scene) => {
  const post = await takeWorker(fault, scene, (each) => each.name === fault.worker)
  if (!post) return false
  scene.crew.restart(post, fault.seconds ?? 0)
  const stopping = post.process
  signal(pidOf(post), 'SIGTERM')
  await stopping?.ended
  await untilUp(post, scene)
  return true
}

async function kill(post: Post, fault: PlannedFault, scene: Scene): Promise<void> {
  const pid = pidOf(post)
  scene.crew.restart(post, fault.seconds ?? 0)
  const ended = post.process?.ended
  signal(pid, 'SIGKILL')
  scene.world.recorder.record({ what: 'killed', kind: fault.kind, worker: post.name, pid })
  await ended
  await untilUp(post, scene)
}

async function untilUp(post: Post, { live }: Scene): Promise<void> {
  await live.until(() => live.isUp(pidOf(post)), upPatienceSeconds, new AbortController().signal)
  post.taken = false
}
