import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { type FleetName, fleets, type JobType, retry } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { abandonIdentity, endWorkerIdentity, type HeldRow, type LeftBehind } from '../lease/index.ts'
import type { ProgressStore } from '../progress/index.ts'
import { type QueueDirectory, sendToDlq } from '../queues/index.ts'
import { abortUnlessHeld } from './abort-unless-held.ts'
import { Completions } from './completions.ts'
import type { WorkerHealth } from './health-probe.ts'
import { Heartbeat } from './heartbeat.ts'
import { logClaim, notify, reportClaim, reportEnd, type WorkerHooks } from './hooks.ts'
import type { HostMachine } from './host-machine.ts'
import { type IdleStop, idleStopOf } from './idle-stop.ts'
import { Intake, type IntakeHost, type WorkerLimits } from './intake.ts'
import { type IsolatedProcess, type IsolatedProcessPool, isolatedPoolOf } from './isolated-process.ts'
import { JobRun } from './job-run.ts'
import { LoopWatchdog } from './loop-watchdog.ts'
import { LostClaims } from './lost-claims.ts'
import type { DecisionResources } from './message-decisions.ts'
import { ProgressReporter } from './progress-reporter.ts'
import { QueueMessages } from './queue-messages.ts'
import { Readiness, type Reasons, reasonsOf } from './readiness.ts'
import { Receiver, receivePolicy } from './receiver.ts'
import { RedisPulse } from './redis-pulse.ts'
import { renew, showOwner } from './renewal.ts'
import { type SettleResources, settle, settleForAnother, showStatus } from './settle.ts'
import { startWork, type Workplaces } from './start-work.ts'
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
  /** Receives and acks are sent with what it is made of, but not through its middleware (`DirectRequests`). */
  readonly sqs: SQSClient
  readonly queues: QueueDirectory
  readonly progress: ProgressStore
  readonly log: Logger
  readonly hooks?: WorkerHooks
  /** Absent: the worker neither stops its machine nor hears that it will be taken away. */
  readonly machine?: HostMachine
  /** Absent: always open. */
  readonly gate?: WorkGate
  /**
   * Slots of this process and limits of its fleet and tenants; the contract's unless told. Every worker of a fleet must
   * be told the same: each claim counts against the limits that its own worker knows.
   */
  readonly limits?: WorkerLimits
  /** Called once the worker has stopped. */
  readonly onStopped?: () => Promise<void>
}

const pauseBeforeNewIdentityMs = 500

/**
 * One worker process of a fleet: receives, claims, runs, settles (design.md §3; docs/failure-modes.md has the figures).
 *
 * The process is STARTING until it has an identity, then WORKING, then STOPPING for good. Only WORKING receives; what
 * differs from the contract (the gate) or a lost identity holds that up without ending the process.
 *
 * The identity is ALIVE from `takeIdentity` until no beat was confirmed for abort_after, or somebody declared it dead;
 * then it is LOST and never claims again. While it is lost nothing is received, claimed, written or acknowledged: every
 * run is aborted with `lease_lost`, and once all handlers have ended and the database answers, the process gives back
 * what still carries the old name and goes on under a new identity.
 *
 * A slot is FREE, PROMISED by the intake to a poll or a message, or holds a JobRun from the commit of its claim until
 * its outcome is settled; of a job that has ended well, until its completion is on its way:
 *
 *   message ─ received ─ screened ─ claimed ─ RUNNING ─ ended ─ settled ─ slot FREE
 *                │           │         │         └ ABORTED (cancelled, lease_lost, cap, shutdown) ─ killed if it must be
 *                │           │         └ not claimed: postponed, deleted, buried or quarantined by the decision table
 *                │           └ quarantined or parked: it breaks the contract, or keeps a newer one
 *                └ nothing came, or a beat saw due rows: they are claimed straight from the table
 *
 * Up to the claim the work is the intake's, which says how it counts slots; from there on it is this class's. `runs` has
 * a job only between claim and settlement; its receipt handle is the newest that a beat told, since an older one may no
 * longer delete. `settling` has one promise for each run; `stop()` ends after the last.
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
  private endsOfOthers: Promise<unknown> = Promise.resolve()
  private readonly limits: WorkerLimits
  private readonly intake: Intake
  private readonly lostClaims: LostClaims
  private readonly workplaces: Workplaces
  private heartbeat: Heartbeat | undefined
  private stopping: Promise<void> | undefined
  private loop: Promise<void> | undefined

  constructor(options: WorkerOptions) {
    this.options = options
    this.log = options.log
    this.limits = options.limits ?? fleets[options.fleet]
    this.messages = new QueueMessages(options.sqs, options.queues)
    this.receiver = new Receiver(receivePolicy(options.fleet), this.messages, options.log)
    const completions = new Completions(options.pool, () => this.intake.takesAlong())
    this.intake = new Intake(this.intakeHost(this.receiver, completions))
    this.lostClaims = new LostClaims({
      ...{ pool: options.pool, intake: this.intake, log: options.log },
      holds: (jobId) => this.runs.has(jobId),
    })
    this.idleStop = idleStopOf(options, {
      messages: this.messages,
      free: () => this.runs.size === 0 && !this.intake.rowsWait,
      stopWorker: () => void this.stop(),
    })
    this.watchdog = new LoopWatchdog(options)
    this.isolated = isolatedPoolOf(options, this.limits.slotsPerProcess)
    this.workplaces = {
      ...{ pool: options.pool, progress: options.progress, log: options.log, handlers: options.handlers },
      completions,
      isolated: this.isolated,
      endStubborn: (jobId) => void endStubbornHandler(jobId, this.sharedProcess),
    }
    options.gate?.onChange(() => this.intake.interrupt())
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
      ...{ reasons: this.reasons, fleet, name, running: this.runs.size, slots: this.limits.slotsPerProcess },
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
      () => this.intake.work(),
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
    this.intake.interrupt()
    this.readiness?.stop()
    this.redisPulse?.stop()
    await this.loop
    const finished = Promise.all([this.allSettled(), this.endsOfOthers])
    const within = (seconds: number) => Promise.race([finished, sleep(seconds * 1000, undefined, { ref: false })])
    await within(graceSeconds - retry.shutdownAbortGraceSeconds)
    for (const run of this.runs.values()) run.abort('shutdown', retry.shutdownAbortGraceSeconds)
    await within(retry.shutdownAbortGraceSeconds)
    // What SQS has not answered by now it may never answer: the rows are DONE (law 8), the next receive deletes.
    this.messages.endDeletes()
    // As long for handing back what was killed; its rows are due, whatever becomes of their messages (law 2).
    await within(retry.shutdownAbortGraceSeconds)
    this.messages.endChanges()
    await finished
    const identity = this.heartbeat
    identity?.stop()
    await this.endsOfOthers // those that its last beats were told of, too
    const unshown = this.options.progress.lateWrites
    if (unshown > 0)
      this.log.warn({ unshown }, 'Redis is out of reach: whoever finds this worker silent shows its last ends')
    else if (identity?.alive) await endWorkerIdentity(this.options.pool, identity.workerId).catch(() => {})
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
    const { workerId, left } = this.heartbeat ? await takeIdentity(this.options) : await takeFirstIdentity(this.options)
    this.watchdog.watch(workerId)
    this.heartbeat = new Heartbeat({
      pool,
      workerId,
      fleet,
      log,
      listener: {
        onBeat: (held, askedAt) => this.reconcile(held, askedAt),
        onLeftBehind: (left) => this.takeOver(left),
        onWork: () => this.intake.claimDirectly(),
        onIdentityLost: (why) => this.loseIdentity(why),
      },
    })
    await this.takeOver(left)
    if (left.takenBack.length > 0) this.intake.claimDirectly()
  }

  private async loseIdentity(why: string): Promise<void> {
    this.log.error({ why, running: this.runs.size }, 'lease lost: running work is aborted')
    notify(this.options, 'leaseLost', { fleet: this.options.fleet, why, running: this.runs.size })
    this.intake.interrupt()
    for (const run of this.runs.values()) run.abort('lease_lost')
    await this.allSettled()
    const { pool, fleet } = this.options
    const lost = { workerId: this.heartbeat?.workerId ?? '', fleet }
    while (!this.stopping) {
      try {
        // Its handlers have ended: what nobody took over meanwhile costs neither attempt nor crash.
        await this.takeOver(await abandonIdentity(pool, lost, { crashed: 'none' }))
        await this.takeIdentity()
        this.intake.wake()
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
    if ((await this.lostClaims.giveUp(held, this.settleResources.workerId, askedAt)) > 0) this.intake.claimDirectly()
    await renew([...this.runs.values()], { pool: this.options.pool, messages: this.messages, log: this.log })
  }

  /** What runs again does not wait for what is done; nor does a new identity, nor a stop beyond its grace. */
  private async takeOver({ takenBack, ended }: LeftBehind): Promise<void> {
    const shown = ended.map((job) => this.neverThrows(job, settleForAnother(job, this.settleResources)))
    this.endsOfOthers = Promise.all([this.endsOfOthers, ...shown])
    await wake(takenBack, this.settleResources)
  }

  private intakeHost(receiver: Receiver, completions: Completions): IntakeHost {
    const { fleet, log } = this.options
    return {
      ...{ fleet, log, receiver, completions, limits: this.limits },
      stopping: () => this.stopping !== undefined,
      ready: () => this.ready,
      running: () => this.runs.size - completions.underWay,
      identity: () => (this.heartbeat?.alive ? this.heartbeat.workerId : undefined),
      decisions: () => this.decisions,
      settling: () => this.settleResources,
      polled: async (poll) => {
        notify(this.options, 'received', { kind: poll.kind, messages: poll.messages.length })
        await this.idleStop?.polled(poll)
      },
      run: (job) => this.run(job),
    }
  }

  // ---- run and settle --------------------------------------------------------------------------------------------

  private run(job: JobRow): void {
    const { work, process } = startWork(job, this.workplaces)
    const run = new JobRun(job, work)
    this.runs.set(job.jobId, run)
    if (!process) this.watchdog.started()
    reportClaim(this.options, job)
    const settled = this.neverThrows(job, this.finish(run, process))
    this.settling.add(settled)
    void settled.then(() => this.settling.delete(settled))
  }

  private neverThrows(job: JobRow, settling: Promise<void>): Promise<void> {
    return settling.catch((error) =>
      this.log.error({ err: error, job_id: job.jobId }, 'settling failed; the reaper or the next beat repairs it'),
    )
  }

  private async finish(run: JobRun, process: IsolatedProcess | undefined): Promise<void> {
    const startedAt = performance.now()
    const { workerId } = this.heartbeat as Heartbeat
    // Work that ends within this very turn of the loop needs neither.
    await nextTurn()
    if (!run.completing) {
      logClaim(this.options, run.job)
      await Promise.all([this.showRunning(run), showOwner(run, this.messages, this.log)])
    }
    const outcome = await run.outcome()
    // At the cap the work's process is dead before the row says so (P-06).
    if (process) await this.isolated?.giveBack(process, outcome.kind !== 'crashed' && outcome.kind !== 'aborted')
    // The row is DONE (law 8): its status and its message need no slot, and the next job need not wait for them.
    if (outcome.kind === 'completed') this.freeSlot(run, process)
    try {
      await settle(run, outcome, { ...this.settleResources, workerId })
    } finally {
      if (outcome.kind !== 'completed') this.freeSlot(run, process)
      reportEnd(this.options, run.job, outcome, performance.now() - startedAt)
    }
  }

  private freeSlot(run: JobRun, process: IsolatedProcess | undefined): void {
    this.runs.delete(run.job.jobId)
    if (!process) this.watchdog.ended()
    this.intake.wake()
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
