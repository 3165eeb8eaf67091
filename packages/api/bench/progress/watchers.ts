// Load generator, a process of its own: many watchers, each asking one job's progress by the schedule of the SDK.
import { createHistogram } from 'node:perf_hooks'
import { json } from 'node:stream/consumers'
import { setTimeout as after } from 'node:timers/promises'
import { pollPause } from '@academy/sdk/http'
import { Pool } from 'undici'

/** What one watcher looks at, with a token of its own. */
export interface Watcher {
  readonly path: string
  readonly token: string
}

export interface WatchTask {
  readonly url: string
  readonly watchers: readonly Watcher[]
  /** Seconds over which the watchers open, evenly. */
  readonly openSeconds: number
  /** Seconds for which all of them are open. */
  readonly holdSeconds: number
  /** Kept-alive connections that they share, as behind a load balancer. */
  readonly sockets: number
}

/** What the watchers saw while all of them were open. */
export interface Watched {
  readonly answers: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly slowestMs: number
  /** Answers other than 200, and requests without an answer. */
  readonly failed: number
  /** Answers that showed a newer update than the watcher's last one. */
  readonly updatesSeen: number
  /** Answers that showed an older one. */
  readonly wentBack: number
}

const task = (await json(process.stdin)) as WatchTask
const pool = new Pool(task.url, { connections: task.sockets, pipelining: 1 })
const latency = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 })
const seen = { failed: 0, updatesSeen: 0, wentBack: 0 }

const start = performance.now()
const gapMs = (task.openSeconds * 1000) / task.watchers.length
for (const [index, watcher] of task.watchers.entries()) void watch(watcher, start + index * gapMs)
await after(task.openSeconds * 1000)
latency.reset()
await after(task.holdSeconds * 1000)
const measured: Watched = {
  answers: latency.count,
  p50Ms: latency.percentile(50) / 1000,
  p99Ms: latency.percentile(99) / 1000,
  slowestMs: latency.max / 1000,
  ...seen,
}
process.stdout.write(JSON.stringify(measured), () => process.exit(0))

/** Latency counts from the moment the question was due: a generator that falls behind does not look like a fast server. */
async function watch({ path, token }: Watcher, opensAt: number): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  let lastSeq = -1
  for (let due = opensAt; ; ) {
    await after(Math.max(0, due - performance.now()))
    try {
      const { statusCode, body } = await pool.request({ path, method: 'GET', headers })
      const shown = (await body.json()) as { progress: { seq: number } | null }
      if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
      const seq = shown.progress?.seq ?? -1
      if (seq > lastSeq) seen.updatesSeen += 1
      if (seq < lastSeq) seen.wentBack += 1
      lastSeq = seq
    } catch {
      seen.failed += 1
    }
    const now = performance.now()
    latency.record(Math.max(1, Math.round((now - due) * 1000)))
    due = now + pollPause((now - opensAt) / 1000) * 1000
  }
}
