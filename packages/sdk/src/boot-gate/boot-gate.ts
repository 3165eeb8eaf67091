import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { AcademyConfig } from '../config/index.ts'
import { bootGate, type ChannelName, channels, type FleetName, fleets } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { connectionDifferences } from './connection-budget.ts'
import { describeDifferences, type GateDifference, gateError } from './difference.ts'
import { queueDifferences } from './queue-differences.ts'
import { redisDifferences } from './redis-differences.ts'
import { timingDifferences } from './timing-laws.ts'

/** What the gate looks at. */
export interface BootGateOptions {
  /** Whose queues are looked at; those of all fleets when absent, for a process that sends to all. */
  readonly fleet?: FleetName
  readonly config: AcademyConfig
  readonly sqs: SQSClient
  readonly pool: Pool
  readonly redis: Redis
  readonly log: Logger
  /** Seconds between two looks; the contract's when absent. */
  readonly recheckSeconds?: number
}

type Check = GateDifference['check']

const checkOrder: readonly Check[] = ['timing', 'queues', 'connections', 'redis']

/**
 * Compares a process's surroundings with the contract: at the start, and for a worker again while it runs.
 *
 * The gate is OPEN when no check knows of a difference, and CLOSED otherwise. A check whose server is out of reach says
 * nothing, and its former answer stays: an outage is no difference, and no reason to stop after it.
 */
export class BootGate implements AsyncDisposable {
  private readonly options: BootGateOptions
  // In this order, whichever server answers first.
  private readonly known = new Map<Check, readonly GateDifference[]>(checkOrder.map((check) => [check, []]))
  private readonly listeners: (() => void)[] = []
  private readonly stopping = new AbortController()
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> = Promise.resolve()

  constructor(options: BootGateOptions) {
    this.options = options
  }

  /** What differs, as far as it is known. Empty when the gate is open. */
  get differences(): readonly GateDifference[] {
    return [...this.known.values()].flat()
  }

  get open(): boolean {
    return this.differences.length === 0
  }

  /** Called whenever the gate opens or closes. */
  onChange(listener: () => void): void {
    this.listeners.push(listener)
  }

  /**
   * The look before the start.
   * @throws AcademyError with every difference and the command that repairs it; `queue_unavailable` or the database's
   * own error when one of the two does not answer. Redis need not answer: it only shows.
   */
  async assert(): Promise<void> {
    const unanswered = await this.look()
    if (!this.open) throw gateError(this.differences)
    const fatal = unanswered.find(({ check }) => check !== 'redis')
    if (fatal) throw fatal.error
  }

  /** Looks again from now on, until `stop`. */
  watch(): void {
    const everyMs = (this.options.recheckSeconds ?? bootGate.recheckSeconds) * 1000
    this.timer = setTimeout(() => {
      this.looking = this.recheck().finally(() => {
        if (!this.stopping.signal.aborted) this.watch()
      })
    }, everyMs)
  }

  /** One look while the worker runs; says when the gate closes, differs in another way, or opens again. */
  async recheck(): Promise<void> {
    const before = describeDifferences(this.differences)
    for (const { check, error } of await this.look()) {
      this.options.log.warn({ err: error, check }, 'the boot gate had no answer; its former one stays')
    }
    const now = describeDifferences(this.differences)
    if (now === before) return
    if (now === '') this.options.log.info('ready again: everything is as the contract says')
    else this.options.log.error({ differences: this.differences }, `not ready, nothing is received: ${now}`)
    if ((now === '') !== (before === '')) for (const listener of this.listeners) listener()
  }

  /** Resolves when no look is under way any more. */
  async stop(): Promise<void> {
    this.stopping.abort()
    clearTimeout(this.timer)
    await this.looking
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  private async look(): Promise<{ check: Check; error: unknown }[]> {
    const { fleet, config, sqs, pool, redis } = this.options
    const names = fleet ? fleets[fleet].channels : (Object.keys(channels) as ChannelName[])
    const checks: Record<Check, () => Promise<GateDifference[]>> = {
      timing: async () => timingDifferences(),
      queues: () => queueDifferences(sqs, names),
      connections: () => connectionDifferences(pool, config.database),
      redis: () => redisDifferences(redis, config.environment),
    }
    const unanswered: { check: Check; error: unknown }[] = []
    await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          this.known.set(name as Check, await check())
        } catch (error) {
          unanswered.push({ check: name as Check, error })
        }
      }),
    )
    return unanswered
  }
}
