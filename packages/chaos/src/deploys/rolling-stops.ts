import { setTimeout as sleep } from 'node:timers/promises'
import type { Scene } from '../faults/scene.ts'
import type { Post } from '../workers/crew.ts'
import { signal } from '../workers/processes.ts'
import { everySeconds } from './deploy-plan.ts'

/** One SIGTERM: how many handlers ran then, and how long the process took to end. */
export interface Stop {
  readonly worker: string
  readonly running: number
  readonly seconds: number
  readonly how: string
}

const bootSeconds = 0.2
const patienceSeconds = 60

/** Stops one worker after the other, each as soon as its turn has come and it is up; a new process follows each. */
export async function rollingStops(cycles: number, scene: Scene, say: (line: string) => void): Promise<Stop[]> {
  const { crew, live } = scene
  const began = performance.now()
  const stops: Promise<Stop>[] = []
  let turn = 0
  const next = (): Post | undefined => {
    for (let step = 0; step < crew.posts.length; step += 1) {
      const post = crew.posts[(turn + step) % crew.posts.length]
      if (!post || post.taken || !live.isUp(post.process?.pid ?? 0)) continue
      turn += step + 1
      return post
    }
    return undefined
  }
  while (stops.length < cycles) {
    await sleep(Math.max(0, stops.length * everySeconds * 1000 - (performance.now() - began)))
    let post: Post | undefined
    const found = () => {
      post = next()
      return post !== undefined
    }
    if (!(await live.until(found, patienceSeconds, new AbortController().signal)) || !post) break
    stops.push(stop(post, scene))
    if (stops.length % 10 === 0) say(`${stops.length} of ${cycles} stops`)
  }
  return await Promise.all(stops)
}

async function stop(post: Post, { crew, live }: Scene): Promise<Stop> {
  const { process } = post
  const pid = process?.pid ?? 0
  post.taken = true
  const running = live.runsOf(pid, 0).length
  crew.restart(post, bootSeconds)
  const began = performance.now()
  signal(pid, 'SIGTERM')
  const how = (await process?.ended) ?? ''
  post.taken = false
  return { worker: post.name, running, seconds: (performance.now() - began) / 1000, how }
}
