import { readFile } from 'node:fs/promises'
import type { Drain, Drained } from './contender.ts'
import type { ContenderName } from './contenders/index.ts'
import { enqueueToStart } from './latency.ts'
import { judge, type Pair, peers, rate, type WorkerReport } from './report.ts'
import { runDrain } from './run-drain.ts'

/** How much is measured. */
interface Size {
  readonly jobs: number
  readonly finishedJobs: number
  readonly latencies: number
  readonly rounds: number
  /** Of ours and the bare loop alone, in the time that the rounds leave. */
  readonly pairs: number
  /** No drain takes longer; a slow machine then measures a part of the backlog. */
  readonly drainSeconds: number
  /** No measurement begins after this. */
  readonly budgetSeconds: number
}

const full: Size = {
  jobs: 20_000,
  finishedJobs: 200_000,
  latencies: 200,
  rounds: 3,
  pairs: 8,
  drainSeconds: 20,
  budgetSeconds: 480,
}
const quick: Size = {
  jobs: 2_000,
  finishedJobs: 20_000,
  latencies: 50,
  rounds: 1,
  pairs: 0,
  drainSeconds: 10,
  budgetSeconds: 100,
}

const slots = 100
const workMs = 20
const longJobMs = 30_000
const headOfLine = { jobs: 2_000, slots: 10, limitSeconds: 10 } // one sqs-consumer takes ten at a time

const bareLoops = ['bare_sdk_1', 'bare_sdk_2', 'bare_sdk_4'] as const
const beside = ['bare_sdk_our_client', 'sqs_consumer_batched', 'pg_boss_batched', 'graphile_worker_batched'] as const

/**
 * `pnpm bench worker`: a backlog drained by the platform's worker and by its peers, each in a process of its own on
 * freshly started servers, in interleaved rounds. With `--quick` a smaller size for development.
 */
export async function benchWorker(json: boolean, options: readonly string[] = []): Promise<WorkerReport> {
  const bench = new Bench(options.includes('--quick') ? quick : full)
  await bench.round()
  await bench.waitingRound()
  const enqueueToStartMs = await bench.latency()
  const blocked = await bench.headOfLine()
  for (const name of beside) await bench.noop(name)
  while (bench.mayGoOn) await bench.round()
  while (bench.mayPair) await bench.pair()
  const report = judge({
    ...{
      noop: bench.noops,
      waiting: bench.waiting,
      aged: bench.aged,
      pairs: bench.pairs,
      headOfLine: blocked,
      enqueueToStartMs,
    },
    versions: await versions(),
  })
  console.log(json ? JSON.stringify(report) : JSON.stringify(report, null, 2))
  return report
}

class Bench {
  readonly noops: Record<string, Drained[]> = {}
  readonly waiting: Record<string, Drained[]> = {}
  readonly aged: Drained[] = []
  readonly pairs: Pair[] = []
  readonly #size: Size
  readonly #startedAt = performance.now()
  #rounds = 0
  #roundSeconds = 0
  #bestLoops: ContenderName | undefined

  constructor(size: Size) {
    this.#size = size
  }

  /** Another round fits into rounds and time. */
  get mayGoOn(): boolean {
    return this.#rounds < this.#size.rounds && this.#elapsed + this.#roundSeconds < this.#size.budgetSeconds
  }

  /** Another pair of ours and the limit fits into pairs and time. */
  get mayPair(): boolean {
    return this.pairs.length < this.#size.pairs && this.#elapsed < this.#size.budgetSeconds
  }

  get #elapsed(): number {
    return (performance.now() - this.#startedAt) / 1000
  }

  /** Everybody once, no-op jobs. */
  async round(): Promise<void> {
    const startedAt = this.#elapsed
    await this.noop('ours')
    await this.#bare()
    for (const peer of peers) if (peer !== 'bare_sdk') await this.noop(peer)
    await this.#aged()
    this.#rounds += 1
    this.#roundSeconds = this.#elapsed - startedAt
  }

  /**
   * The shortest drains, of which the minute decides most: a median of one or two would be of the machine's mood. Every
   * second time ours among finished jobs as well.
   */
  async pair(): Promise<void> {
    const bare = this.#bestLoops ?? 'bare_sdk_4'
    this.pairs.push({ ours: await this.#drain('ours', {}), bare: await this.#drain(bare, {}) })
    if (this.pairs.length % 2 === 0) await this.#aged()
  }

  async #aged(): Promise<void> {
    this.aged.push(await this.#drain('ours', { finishedJobs: this.#size.finishedJobs }))
  }

  /** Everybody once, jobs that wait. */
  async waitingRound(): Promise<void> {
    for (const name of ['ours', ...peers] as const) {
      const contender = name === 'bare_sdk' ? this.#bestLoops : name
      if (contender) this.waiting[name] = [await this.#drain(contender, { workMs })]
    }
  }

  async noop(contender: ContenderName, name: string = contender): Promise<void> {
    this.noops[name] = [...(this.noops[name] ?? []), await this.#drain(contender, {})]
  }

  /** The limit: as many loops as are the fastest here. The first round finds out. */
  async #bare(): Promise<void> {
    if (this.#bestLoops) return await this.noop(this.#bestLoops, 'bare_sdk')
    const rounds: [ContenderName, Drained][] = []
    for (const loops of bareLoops) rounds.push([loops, await this.#drain(loops, {})])
    const [best, drained] = rounds.reduce((a, b) => (rate(b[1]) > rate(a[1]) ? b : a))
    this.#bestLoops = best
    this.noops.bare_sdk = [drained]
  }

  async headOfLine(): Promise<{ ours: Drained; theirs: Drained }> {
    const firstJob = { ...headOfLine, firstJobMs: longJobMs }
    return { ours: await this.#drain('ours', firstJob), theirs: await this.#drain('sqs_consumer', firstJob) }
  }

  async latency(): Promise<number[]> {
    const times = await enqueueToStart(this.#size.latencies)
    this.#say(`enqueue to start: ${times.length} jobs`)
    return times
  }

  async #drain(contender: ContenderName, how: Partial<Drain>): Promise<Drained> {
    const { jobs, drainSeconds: limitSeconds } = this.#size
    const drain = { contender, jobs, slots, workMs: 0, firstJobMs: 0, finishedJobs: 0, limitSeconds, ...how }
    const drained = await runDrain(drain)
    const what = Object.entries(how).map(([name, value]) => `${name} ${value}`)
    this.#say([contender, ...what, `${Math.round(rate(drained))} jobs/s`, `(${drained.jobs} jobs)`].join(' '))
    return drained
  }

  /** Progress goes to the side: the last line of the output is the object. */
  #say(line: string): void {
    console.error(`${Math.round(this.#elapsed)} s: ${line}`)
  }
}

async function versions(): Promise<Record<string, string>> {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  const names = ['pg-boss', 'graphile-worker', 'bullmq', 'sqs-consumer', '@aws-sdk/client-sqs']
  const pins = names.map((name) => [name, String(manifest.devDependencies[name])] as const)
  return { node: process.versions.node, ...Object.fromEntries(pins) }
}
