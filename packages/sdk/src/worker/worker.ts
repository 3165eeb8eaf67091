import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { type FleetName, fleets, type JobType, retry } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { abandonIdentity, claimJobs, endWorkerIdentity, freeSlot, type HeldRow, releaseJob } from '../lease/index.ts'
import type { ProgressStore } from '../progress/index.ts'
import { type QueueDirectory, sendToDlq } from '../queues/index.ts'
import { abortUnlessHeld } from './abort-unless-held.ts'
import { claimRequest, decide } from './claim-decisions.ts'
import type { WorkerHealth } from './health-probe.ts'
import { Heartbeat } from './heartbeat.ts'
import { notify, reportClaim, reportEnd, type WorkerHooks } from './hooks.ts'
import type { HostMachine } from './host-machine.ts'
import { type IdleStop, idleStopOf } from './idle-stop.ts'
import { type IsolatedProcess, type IsolatedProcessPool, isolatedPoolOf } from './isolated-process.ts'
import { JobRun } from './job-run.ts'
import { LoopWatchdog } from './loop-watchdog.ts'
import { type DecisionResources, screen, type ValidMessage } from './message-decisions.ts'
import { ProgressReporter } from './progress-reporter.ts'
import { QueueMessages, type ReceivedMessage } from './queue-messages.ts'
import { Readiness, type Reasons, reasonsOf } from './readiness.ts'
import { Receiver, receivePolicy } from './receiver.ts'
import { RedisPulse } from './redis-pulse.ts'
import { renew, showOwner } from './renewal.ts'
import { type SettleResources, settle, showStatus } from './settle.ts'
import { startWork } from './start-work.ts'
import { endStubbornHandler, type SharedProcess } from './stubborn-handler.ts'
import { supervise } from './supervise.ts'
import { takeFirstIdentity, takeIdentity } from './take-identity.ts'
import type { SettledHook, WorkerHandlers } from './types.ts'
import { wake } from './wake.ts'
import type { WorkGate } from './work-gate.ts'

/** Everything a worker works with; `runWorker` makes it from the configuration. */
export interface WorkerOptions {
  readonly fleet: FleetName
  readonly name: string
  readonly module: URL
  readonly handlers: WorkerHandlers<FleetName>
  readonly pool: Pool
  readonly redis: Redis
  readonly sqs: SQSClient
  readonly queues: QueueDirectory
  readonly progress: ProgressStore
  readonly log: Logger
  readonly hooks?: WorkerHooks
  /** Absent: the worker neither stops its machine nor hears that it will be taken away. */
  readonly machine?: HostMachine
  /** Absent: always open. */
  readonly gate?: WorkGate
  /** Called once the worker has stopped. */
  readonly onStopped?: () => Promise<void>
}

const pauseBeforeNewIdentityMs = 500

/**
 * One worker process of a fleet: receives, claims, runs, settles (design.md §3).
 *
 * A slot is FREE, or holds a JobRun from the commit of its claim until its outcome is settled.
 * The identity is ALIVE or LOST. While it is lost, nothing is received, claimed, written or acknowledged; once the
 * database answers again the process goes on under a new one.
 */
export class Worker implements AsyncDisposable {
  private readonly options: WorkerOptions
  private readonly log: Logger
  private readonly messages: QueueMessages
  private readonly receiver: Receiver
  private readonly isolated: IsolatedProcessPool | undefined
  private readonly watchdog: LoopWatchdog
  private readonly idleStop: IdleStop | undefined
  private readiness: Readiness | undefined
  private redisPulse: RedisPulse | undefined
  private readonly runs = new Map<string, JobRun>()
  private readonly settling = new Set<Promise<void>>()
  private readonly slots: number
  private heartbeat: Heartbeat | undefined
  private claimsUnderWay = 0
  private lastClaimAt = 0
  private workWaits = false
  /** The last claim filled every slot: more may wait in the table, and a long poll must not keep a slot from it. */
  private moreMayWait = false
  private stopping: Promise<void> | undefined
  private loop: Promise<void> | undefined
  private slotFreed = new AbortController()

  constructor(options: WorkerOptions) {
    this.options = options
    this.log = options.log
    this.slots = fleets[options.fleet].slotsPerProcess
    this.messages = new QueueMessages(options.sqs, options.queues)
    this.receiver = new Receiver(receivePolicy(options.fleet), this.messages, options.log)
    this.idleStop = idleStopOf(options, {
      messages: this.messages,
      free: () => this.runs.size === 0 && !this.workWaits,
      stopWorker: () => void this.stop(),
    })
    this.watchdog = new LoopWatchdog(options)
    this.isolated = isolatedPoolOf(options, this.slots)
    options.gate?.onChange(() => {
      this.receiver.interrupt()
      this.slotFreed.abort()
    })
  }

  /** Whether it takes work: its identity is alive and nothing around it differs from the contract. */
  get ready(): boolean {
    return (this.heartbeat?.alive ?? false) && (this.options.gate?.open ?? true)
  }

  /** Why it is not well, for a readiness probe; empty when it is. */
  get reasons(): Reasons {
    const { heartbeat, receiver, redisPulse } = this
    return reasonsOf({ heartbeat, receiver, redisPulse, gate: this.options.gate, stopping: !!this.stopping })
  }

  /** For a probe: the reasons, and when it last heard from its queue and its database. */
  get health(): WorkerHealth {
    const { fleet, name } = this.options
    return {
      ...{ reasons: this.reasons, fleet, name, running: this.runs.size, slots: this.slots },
      secondsSinceReceive: this.receiver.secondsSinceAnswer,
      secondsSinceBeat: this.heartbeat?.secondsSinceBeat ?? null,
    }
  }

  /** Registers this process and begins to work. */
  async start(): Promise<void> {
    await this.takeIdentity().catch(async (error) => {
      await Promise.all([this.isolated?.close(), this.watchdog.stop()])
      throw error
    })
    this.redisPulse = new RedisPulse(this.options.redis)
    this.readiness = new Readiness(() => this.reasons, this.options)
    this.loop = supervise(
      'receive',
      () => this.work(),
      () => this.stopping !== undefined,
      this.log,
    )
    this.options.machine?.watchInterruption((notice) => {
      this.log.warn({ ...notice }, 'this machine will be taken away: its work is handed back')
      void this.stop()
    })
  }

  /**
   * Stops receiving, lets running work finish within `grace` seconds, then aborts it with reason `shutdown` and hands
   * it back; no attempt is burned (law 10). Resolves when the last handler has ended.
   */
  stop({ grace = retry.shutdownGraceSeconds }: { readonly grace?: number } = {}): Promise<void> {
    this.stopping ??= this.shutDown(grace)
    return this.stopping
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  private async shutDown(graceSeconds: number): Promise<void> {
    this.log.info({ running: this.runs.size }, 'stopping')
    this.receiver.interrupt()
    this.slotFreed.abort()
    this.readiness?.stop()
    this.redisPulse?.stop()
    await this.loop
    const finished = this.allSettled()
    await Promise.race([
      finished,
      sleep((graceSeconds - retry.shutdownAbortGraceSeconds) * 1000, undefined, { ref: false }),
    ])
    for (const run of this.runs.values()) run.abort('shutdown', retry.shutdownAbortGraceSeconds)
    await finished
    const identity = this.heartbeat
    identity?.stop()
    if (identity?.alive) await endWorkerIdentity(this.options.pool, identity.workerId).catch(() => {})
    await Promise.all([this.isolated?.close(), this.watchdog.stop()])
    await this.options.handlers.close?.()
    this.options.machine?.close()
    await this.options.onStopped?.()
    this.log.info('stopped')
  }

  private async allSettled(): Promise<void> {
    while (this.settling.size > 0) await Promise.all(this.settling)
  }

  // ---- identity --------------------------------------------------------------------------------------------------

  private async takeIdentity(): Promise<void> {
    const { pool, fleet, log } = this.options
    const { workerId, returned } = this.heartbeat
      ? await takeIdentity(this.options)
      : await takeFirstIdentity(this.options)
    this.watchdog.watch(workerId)
    this.heartbeat = new Heartbeat({
      pool,
      workerId,
      fleet,
      log,
      listener: {
        onBeat: (held, askedAt) => this.reconcile(held, askedAt),
        onTakenBack: (jobs) => wake(jobs, this.settleResources),
        onWork: () => this.claimDirectly(),
        onIdentityLost: (why) => this.loseIdentity(why),
      },
    })
    await wake(returned, this.settleResources)
    if (returned.length > 0) this.claimDirectly()
  }

  private async loseIdentity(why: string): Promise<void> {
    this.log.error({ why, running: this.runs.size }, 'lease lost: running work is aborted')
    notify(this.options, 'leaseLost', { fleet: this.options.fleet, why, running: this.runs.size })
    this.receiver.interrupt()
    for (const run of this.runs.values()) run.abort('lease_lost')
    await this.allSettled()
    const { pool, fleet } = this.options
    const lost = { workerId: this.heartbeat?.workerId ?? '', fleet }
    while (!this.stopping) {
      try {
        // Its handlers have ended: what nobody took over meanwhile costs neither attempt nor crash.
        await wake(await abandonIdentity(pool, lost, { crashed: 'none' }), this.settleResources)
        await this.takeIdentity()
        this.slotFreed.abort()
        return
      } catch (error) {
        this.log.warn({ err: error }, 'no new identity yet')
        await sleep(pauseBeforeNewIdentityMs)
      }
    }
  }

  /** Law 4: what carries this name and is not held is released; what is held and not listed is aborted. */
  private async reconcile(held: readonly HeldRow[], askedAt: number): Promise<void> {
    this.isolated?.confirmLease()
    this.watchdog.confirmed(askedAt)
    const listed = new Map(held.map((row) => [row.jobId, row]))
    for (const run of this.runs.values())
      await abortUnlessHeld(run, listed.get(run.job.jobId), askedAt, this.options.pool)

    const claimsStoodStill = this.claimsUnderWay === 0 && this.lastClaimAt < askedAt
    for (const row of held) {
      if (this.runs.has(row.jobId) || !claimsStoodStill) continue
      this.log.warn({ job_id: row.jobId, status: row.status }, 'a claim whose answer was lost is given up')
      // Cancelled meanwhile: nobody runs it, but its slot is still counted.
      if (row.status === 'RUNNING') await releaseJob(this.options.pool, row)
      else await freeSlot(this.options.pool, row.jobId, this.settleResources.workerId)
      this.claimDirectly()
    }
    await renew([...this.runs.values()], { pool: this.options.pool, messages: this.messages, log: this.log })
  }

  // ---- receive and claim -----------------------------------------------------------------------------------------

  private async work(): Promise<void> {
    while (!this.stopping) {
      const free = this.slots - this.runs.size
      if (free <= 0 || !this.ready) {
        await this.untilSlotFreed()
        continue
      }
      const batch = await this.receive(free)
      if (this.stopping) return await this.messages.handBack(batch)
      const valid = await screen(batch, this.decisions)
      if (valid.length === 0 && !this.workWaits && !this.moreMayWait) continue
      await this.claim(valid).catch((error) => this.claimFailed(error))
    }
  }

  private async receive(free: number): Promise<readonly ReceivedMessage[]> {
    if (this.workWaits) return []
    const poll = await this.receiver.receive(free, { wait: !this.moreMayWait })
    notify(this.options, 'received', { kind: poll.kind, messages: poll.messages.length })
    await this.idleStop?.polled(poll)
    return poll.messages
  }

  private async untilSlotFreed(): Promise<void> {
    this.slotFreed = new AbortController()
    if (this.stopping || (this.runs.size < this.slots && this.ready)) return
    await once(this.slotFreed.signal, 'abort')
  }

  /** Due rows are claimed straight from the table at once, whatever a long poll is waiting for. */
  private claimDirectly(): void {
    this.workWaits = true
    this.receiver.interrupt()
  }

  private async claim(valid: readonly ValidMessage[]): Promise<void> {
    const heartbeat = this.heartbeat
    if (!heartbeat?.alive) return
    this.workWaits = false
    this.claimsUnderWay += 1
    const slots = this.slots - this.runs.size
    try {
      const answers = await claimJobs(this.options.pool, {
        workerId: heartbeat.workerId,
        fleet: this.options.fleet,
        slots,
        messages: valid.map(claimRequest),
      })
      // Lost while the answer was on its way: the next identity, or a reaper, takes these jobs back.
      if (!answers || !heartbeat.alive || heartbeat !== this.heartbeat) return
      const claimed = answers.flatMap(({ fact, job }) => (fact === 'claimed' && job ? [job] : []))
      this.moreMayWait = claimed.length >= slots
      for (const job of claimed) this.run(job)
      await decide(answers, valid, this.decisions, this.settleResources)
    } finally {
      this.claimsUnderWay -= 1
      this.lastClaimAt = performance.now()
    }
  }

  private async claimFailed(error: unknown): Promise<void> {
    // The short receive visibility brings the messages back; a claim that did happen is released by the next beat.
    this.log.warn({ err: error }, 'claim failed')
    await sleep(pauseBeforeNewIdentityMs)
  }

  // ---- run and settle --------------------------------------------------------------------------------------------

  private run(job: JobRow): void {
    const { work, process } = startWork(job, {
      ...this.options,
      isolated: this.isolated,
      endStubborn: (jobId) => void endStubbornHandler(jobId, this.sharedProcess),
    })
    const run = new JobRun(job, work)
    this.runs.set(job.jobId, run)
    if (!process) this.watchdog.started()
    reportClaim(this.options, job)
    const settled = this.finish(run, process).catch((error) =>
      this.log.error({ err: error, job_id: job.jobId }, 'settling failed; the reaper or the next beat repairs it'),
    )
    this.settling.add(settled)
    void settled.then(() => this.settling.delete(settled))
  }

  private async finish(run: JobRun, process: IsolatedProcess | undefined): Promise<void> {
    const startedAt = performance.now()
    const { workerId } = this.heartbeat as Heartbeat
    await Promise.all([this.showRunning(run), showOwner(run, this.messages, this.log)])
    const outcome = await run.outcome()
    // At the cap the work's process is dead before the row says so (P-06).
    if (process) await this.isolated?.giveBack(process, outcome.kind !== 'crashed' && outcome.kind !== 'aborted')
    try {
      await settle(run, outcome, { ...this.settleResources, workerId })
    } finally {
      this.runs.delete(run.job.jobId)
      if (!process) this.watchdog.ended()
      this.slotFreed.abort()
      reportEnd(this.options, run.job, outcome, performance.now() - startedAt)
    }
  }

  private get sharedProcess(): SharedProcess {
    return {
      runs: this.runs,
      settle: (run, outcome) => settle(run, outcome, this.settleResources),
      log: this.log,
      stop: () => this.stop({ grace: retry.shutdownAbortGraceSeconds }),
      endProcess: (end) => this.watchdog.endProcess(end),
    }
  }

  /** RUNNING, and a first progress document under the new fence: from now on a zombie's updates are refused (P-07). */
  private async showRunning(run: JobRun): Promise<void> {
    const { progress } = this.options
    await showStatus(run.job, { progress })
    await new ProgressReporter(progress, run.job).start()
  }

  private get decisions(): DecisionResources {
    const { sqs, queues, log } = this.options
    return { messages: this.messages, log, quarantine: (letter) => sendToDlq(sqs, queues, letter) }
  }

  private get settleResources(): SettleResources {
    const { pool, progress, handlers, log } = this.options
    const heartbeat = this.heartbeat
    return {
      pool,
      progress,
      messages: this.messages,
      hooks: (handlers.settled ?? {}) as Partial<Record<JobType, SettledHook<JobType>>>,
      workerId: heartbeat?.workerId ?? '',
      alive: () => heartbeat?.alive ?? false,
      log,
    }
  }
}
