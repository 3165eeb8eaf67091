import type { Logger } from 'pino'
import { type FleetName, fleets } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { beat, type HeldRow, type LeftBehind, reap } from '../lease/index.ts'

/** What the heartbeat tells the worker. */
export interface HeartbeatListener {
  /** Every row that carries this identity, as of a beat that began at `askedAt` (monotonic milliseconds). */
  onBeat(held: readonly HeldRow[], askedAt: number): Promise<void>
  /** What workers that were declared dead leave: jobs to be claimed straight from the table, and ends to be shown. */
  onLeftBehind(left: LeftBehind): Promise<void>
  /** Due rows wait for a worker with a free slot. */
  onWork(): void
  /** No beat was confirmed within abort_after, or the identity was declared dead: it never claims again. */
  onIdentityLost(why: string): Promise<void>
}

const watchEveryMs = 250
// The database and this process do not agree on the time to the millisecond.
const clockSlackMs = 50

/**
 * Law 4. Beats for one identity until it is stopped or lost.
 *
 * ALIVE: the last confirmed beat was *sent* less than abort_after ago. Judging others is allowed once beats were
 * confirmed without a gap for dead_after: whoever was cut off from the database, or sees it come back, waits first. Who
 * has just come, or thawed, need not wait where the fleet's beats went on meanwhile.
 * LOST: nothing follows; the worker takes a new identity.
 */
export class Heartbeat {
  private confirmedAt = performance.now()
  private unbrokenSince = performance.now()
  /** A beat of this identity did: the database may have been out of everybody's reach. */
  private failed = false
  private lost = false
  private stopped = false
  private beatTimer: NodeJS.Timeout | undefined
  private reapTimer: NodeJS.Timeout | undefined
  private readonly watchTimer: NodeJS.Timeout
  private readonly abortAfterMs: number
  private readonly beatMs: number
  private readonly deadAfterMs: number
  private readonly pool: Pool
  readonly workerId: string
  private readonly fleet: FleetName
  private readonly listener: HeartbeatListener
  private readonly log: Logger

  constructor(options: { pool: Pool; workerId: string; fleet: FleetName; listener: HeartbeatListener; log: Logger }) {
    this.pool = options.pool
    this.workerId = options.workerId
    this.fleet = options.fleet
    this.listener = options.listener
    this.log = options.log
    const policy = fleets[options.fleet]
    this.abortAfterMs = policy.abortAfterSeconds * 1000
    this.beatMs = policy.beatSeconds * 1000
    this.deadAfterMs = policy.deadAfterSeconds * 1000
    this.watchTimer = setInterval(() => this.alive, watchEveryMs)
    this.beatTimer = setTimeout(() => void this.tick(), 0)
  }

  /** Asked first thing after any pause, before any other step: a thawed process finds out here that it is a zombie. */
  get alive(): boolean {
    if (!this.lost && !this.stopped && performance.now() - this.confirmedAt > this.abortAfterMs) {
      this.lose(`no beat was confirmed for ${this.abortAfterMs / 1000} s`)
    }
    return !this.lost
  }

  /** Since the last confirmed beat was sent. */
  get secondsSinceBeat(): number {
    return (performance.now() - this.confirmedAt) / 1000
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.beatTimer)
    clearTimeout(this.reapTimer)
    clearInterval(this.watchTimer)
  }

  private lose(why: string): void {
    if (this.lost) return
    this.lost = true
    this.stop()
    this.listener.onIdentityLost(why).catch((error) => this.log.error({ err: error }, 'ending a lost identity'))
  }

  private async tick(): Promise<void> {
    const startedAt = performance.now()
    try {
      const answer = await beat(this.pool, this.workerId)
      if (!this.alive) return
      if (!answer.alive) return this.lose('this worker was declared dead')
      if (startedAt - this.confirmedAt > this.abortAfterMs) this.unbrokenSince = startedAt
      this.confirmedAt = startedAt
      await this.listener.onBeat(answer.held, startedAt)
      await this.reap()
    } catch (error) {
      this.unbrokenSince = performance.now()
      this.failed = true
      this.log.warn({ err: error }, 'beat failed')
    } finally {
      if (!this.stopped) {
        this.beatTimer = setTimeout(() => void this.tick(), Math.max(0, this.beatMs - (performance.now() - startedAt)))
      }
    }
  }

  /** A worker that falls silent is judged the moment it may be, not at the beat after (recovery is 2 s faster). */
  private async reap(): Promise<void> {
    clearTimeout(this.reapTimer)
    const unbroken = performance.now() - this.unbrokenSince > this.deadAfterMs
    const judge = unbroken || (this.failed ? false : 'if_fleet_beat_on')
    const { takenBack, ended, waiting, nextDeathSeconds } = await reap(this.pool, this.fleet, judge)
    await this.listener.onLeftBehind({ takenBack, ended })
    if (waiting || takenBack.length > 0) this.listener.onWork()
    const untilDeathMs = nextDeathSeconds * 1000 + clockSlackMs
    if (this.stopped || !judge || untilDeathMs <= 0 || untilDeathMs >= this.beatMs) return
    this.reapTimer = setTimeout(() => {
      this.reap().catch((error) => this.log.warn({ err: error }, 'reap failed; the next beat repeats it'))
    }, untilDeathMs)
  }
}
