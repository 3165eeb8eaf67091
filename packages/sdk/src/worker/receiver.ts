import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type ChannelName, channels, type FleetName, fleets } from '../contract/index.ts'
import type { QueueMessages, ReceivedMessage } from './queue-messages.ts'

/**
 * What a poll came to. `empty` is one full wait that brought nothing: a long poll that lasted it, or sweeps that lasted
 * it together. `waiting` is an empty sweep within such a wait.
 */
export interface Poll {
  readonly kind: 'messages' | 'empty' | 'waiting' | 'interrupted' | 'failed'
  readonly messages: readonly ReceivedMessage[]
}

/** What is received from, and how; the contract's unless told. */
export interface ReceivePolicy {
  readonly channels: readonly {
    readonly channel: ChannelName
    readonly weight: number
    readonly waitTimeSeconds: number
  }[]
  readonly sweepPauseSeconds: number
}

const pauseAfterErrorMs = 1000
const answerPatienceMs = 1000
const shortOfFullWaitMs = 250 // SQS counts its wait from the arrival of the request

/** The contract's way to receive for a fleet. */
export function receivePolicy(fleet: FleetName): ReceivePolicy {
  const { channels: names, sweepPauseSeconds = 0 } = fleets[fleet]
  return { channels: names.map((name) => channels[name]), sweepPauseSeconds }
}

/**
 * Receives for a fleet, never more than the free slots it is told. One queue is long-polled; several are swept in
 * turn by short polls, since two long polls side by side could bring more messages than there are slots.
 *
 * Smooth weighted round robin chooses where a sweep begins: with weights 3 : 2 : 1 and work everywhere, six sweeps
 * begin 3, 2 and 1 times at each queue, and no queue starves.
 */
export class Receiver {
  private readonly policy: ReceivePolicy
  private readonly credit = new Map<ChannelName, number>()
  private readonly messages: QueueMessages
  private readonly log: Logger
  private interruption = new AbortController()
  private waitEnd = new AbortController()
  private emptySince: number | undefined
  private answeredAt = performance.now()
  private askedAt: number | undefined

  constructor(policy: ReceivePolicy, messages: QueueMessages, log: Logger) {
    this.policy = policy
    this.messages = messages
    this.log = log
  }

  /**
   * The watchdog of the receive loop: a queue was asked, again and again perhaps, and has not answered for longer than
   * twice its full wait. A worker with no free slot asks nothing and is well.
   */
  get unanswered(): boolean {
    if (this.askedAt === undefined) return false
    return performance.now() - Math.max(this.askedAt, this.answeredAt) > 2 * this.fullWaitMs
  }

  /** Since a queue last answered, with or without messages; a worker with no free slot asks nothing. */
  get secondsSinceAnswer(): number {
    return (performance.now() - this.answeredAt) / 1000
  }

  private get fullWaitMs(): number {
    return Math.max(...this.policy.channels.map((each) => each.waitTimeSeconds)) * 1000
  }

  /** Ends the poll under way, whatever it may have brought. */
  interrupt(): void {
    this.interruption.abort()
  }

  /**
   * Ends the wait of the poll under way, so that due rows are claimed straight from the table. A poll that does not wait
   * is left to its answer, if that comes soon: messages that are on their way to a request that was given up stay hidden
   * for seconds, but a queue that does not answer must not keep a slot from the table.
   */
  endWait(): void {
    this.waitEnd.abort()
    const { interruption } = this
    setTimeout(() => interruption.abort(), answerPatienceMs).unref()
  }

  /**
   * Up to `slots` messages of one queue; none after an interruption, an error or an empty poll.
   * @param options.wait false looks at the queues once and does not wait for a message
   */
  async receive(slots: number, { wait = true }: { readonly wait?: boolean } = {}): Promise<Poll> {
    this.interruption = new AbortController()
    this.waitEnd = new AbortController()
    const { signal } = this.interruption
    const waitSignal = AbortSignal.any([signal, this.waitEnd.signal])
    this.emptySince ??= performance.now()
    try {
      const messages = await this.poll(slots, wait, signal, waitSignal)
      if (messages.length === 0) return this.nothing()
      this.emptySince = undefined
      return { kind: 'messages', messages }
    } catch (error) {
      this.emptySince = undefined
      if (waitSignal.aborted) return this.interrupted()
      this.log.warn({ err: error }, 'receive failed')
      await sleep(pauseAfterErrorMs, undefined, { signal: waitSignal }).catch(() => {})
      return { kind: 'failed', messages: [] }
    }
  }

  /** Up to `slots` messages of a fleet's only queue, without waiting for any; none after an interruption or an error. */
  async more(slots: number): Promise<readonly ReceivedMessage[]> {
    const [only, another] = this.policy.channels
    if (!only || another) return []
    const { signal } = this.interruption
    try {
      const messages = await this.messages.receive(only.channel, slots, 0, signal)
      this.answeredAt = performance.now()
      return messages
    } catch (error) {
      if (!signal.aborted) this.log.warn({ err: error }, 'receive failed')
      return []
    }
  }

  private interrupted(): Poll {
    this.askedAt = undefined
    return { kind: 'interrupted', messages: [] }
  }

  private nothing(): Poll {
    const lastedMs = performance.now() - (this.emptySince ?? 0)
    if (lastedMs < this.fullWaitMs - shortOfFullWaitMs) return { kind: 'waiting', messages: [] }
    this.emptySince = undefined
    return { kind: 'empty', messages: [] }
  }

  private async poll(
    slots: number,
    wait: boolean,
    signal: AbortSignal,
    waitSignal: AbortSignal,
  ): Promise<ReceivedMessage[]> {
    const [only] = this.policy.channels
    if (this.policy.channels.length === 1 && only) {
      return await (wait
        ? this.ask(only.channel, slots, only.waitTimeSeconds, waitSignal)
        : this.ask(only.channel, slots, 0, signal))
    }
    for (const channel of this.sweepOrder()) {
      const messages = await this.ask(channel, slots, 0, signal)
      if (messages.length > 0) return messages
    }
    if (wait) await sleep(this.policy.sweepPauseSeconds * 1000, undefined, { signal: waitSignal })
    return []
  }

  private async ask(
    channel: ChannelName,
    slots: number,
    wait: number,
    signal: AbortSignal,
  ): Promise<ReceivedMessage[]> {
    this.askedAt ??= performance.now()
    const messages = await this.messages.receive(channel, slots, wait, signal)
    this.answeredAt = performance.now()
    this.askedAt = undefined
    return messages
  }

  private sweepOrder(): ChannelName[] {
    const all = this.policy.channels
    const total = all.reduce((sum, { weight }) => sum + weight, 0)
    for (const { channel, weight } of all) this.credit.set(channel, this.creditOf(channel) + weight)
    const order = all.map(({ channel }) => channel).sort((a, b) => this.creditOf(b) - this.creditOf(a))
    const first = order[0]
    if (first) this.credit.set(first, this.creditOf(first) - total)
    return order
  }

  private creditOf(channel: ChannelName): number {
    return this.credit.get(channel) ?? 0
  }
}
