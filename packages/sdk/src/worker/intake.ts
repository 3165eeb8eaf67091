import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { FleetName, FleetPolicy } from '../contract/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import type { ClaimAnswer } from '../lease/index.ts'
import { claimRequest, decide } from './claim-decisions.ts'
import type { Completions } from './completions.ts'
import { type DecisionResources, screen, type ValidMessage } from './message-decisions.ts'
import { mostPerReceive, type ReceivedMessage } from './queue-messages.ts'
import type { Poll, Receiver } from './receiver.ts'
import type { SettleResources } from './settle.ts'

/** Slots of this process, and the limits of fleet and tenant that its claims keep. */
export type WorkerLimits = Pick<FleetPolicy, 'slotsPerProcess' | 'fleetLimit' | 'tenantCap'>

/** What the intake asks and tells its worker. */
export interface IntakeHost {
  readonly fleet: FleetName
  readonly limits: WorkerLimits
  readonly receiver: Receiver
  readonly completions: Completions
  readonly log: Logger
  stopping(): boolean
  /** It may receive and claim. */
  ready(): boolean
  /** Slots that are neither free nor freed by the completions under way. */
  running(): number
  /** The identity to claim under; undefined while there is none that is alive. */
  identity(): string | undefined
  decisions(): DecisionResources
  settling(): SettleResources
  /** A first poll ended. */
  polled(poll: Poll): Promise<void>
  /** A job is claimed: its slot is taken before this returns. */
  run(job: JobRow): void
}

// One receive brings at most ten messages: a process with many slots asks several times side by side.
const mostPolls = 4
const pauseAfterFailureMs = 500

/**
 * Receives and claims (law 2), never more messages than free slots.
 *
 * A slot is free, or promised to a poll or a claim that is under way, or to a message that was received and is not
 * claimed yet, or its job runs. One poll waits long for messages. While such polls come back full and slots are free,
 * further polls ask beside it without waiting. What was received while a claim is under way is claimed together by the
 * next.
 *
 * The slot of a job whose handler has ended well counts as free from then on: the queue may be asked for it while the
 * completion is under way. A claim completes what waits for that in its own statement, and goes out after a completion
 * that was sent before, so that the limits of fleet and tenant find each slot free that it counts on.
 *
 * While due rows wait in the table (law 11), it and the queue share the free slots: asked one after the other for each
 * slot, the queue's answer would come before every claim, and the slot would stand empty that long.
 */
export class Intake {
  private readonly host: IntakeHost
  private polls = 0
  private promised = 0
  private busy = false
  private workWaits = false
  /**
   * Nothing was claimed yet, or the last claim filled every slot: more may wait in the table, and a long poll must not
   * keep a slot from it.
   */
  private moreMayWait = true
  /** The last claim that took due rows straight from the table filled every slot with them. */
  private tableHasMore = false
  /** Who gets the next free slot while the table has more: it and the queue take turns. */
  private tablesTurn = false
  private readonly waiting: ValidMessage[] = []
  private claimSentAt: number | undefined
  /** The claim under way has its answer, or failed: what follows (a silent queue can hold it up) takes nothing along. */
  private claimAnswered = false
  private lastClaimAt = 0
  private changed = Promise.withResolvers<void>()

  constructor(host: IntakeHost) {
    this.host = host
  }

  /** Due rows wait to be claimed straight from the table. */
  get rowsWait(): boolean {
    return this.workWaits
  }

  /** No claim was under way at `at` (monotonic milliseconds) or since. */
  stoodStillSince(at: number): boolean {
    return this.claimSentAt === undefined && this.lastClaimAt < at
  }

  /** Every claim that was sent before `at` has been answered, or was given up. */
  answeredSince(at: number): boolean {
    return this.claimSentAt === undefined || this.claimSentAt > at
  }

  /** A slot became free, or something else changed that the worker waits for. */
  wake(): void {
    this.changed.resolve()
  }

  /** Ends the polls under way. */
  interrupt(): void {
    this.host.receiver.interrupt()
    this.wake()
  }

  /** Due rows are claimed straight from the table at once, whatever a long poll is waiting for. */
  claimDirectly(): void {
    this.workWaits = true
    this.host.receiver.endWait()
    this.wake()
  }

  /**
   * What has just ended goes along with a claim: with the next one for messages that wait for the one under way, or with
   * one for the table, where more waits for the slots that this frees.
   * @returns false when there will be no such claim
   */
  takesAlong(): boolean {
    this.wake() // its slot may be asked for now
    if (this.host.stopping() || !this.host.ready() || this.claimAnswered) return false
    if (this.waiting.length > 0 || this.workWaits) return this.claimSentAt !== undefined
    if (!this.tablesDue) return false
    void this.claim()
    return true
  }

  /** Receives and claims until the worker stops; resolves when nothing of it is under way. */
  async work(): Promise<void> {
    while (!this.host.stopping()) {
      this.changed = Promise.withResolvers()
      if (!this.step()) await this.changed.promise
    }
    while (this.polls > 0 || this.claimSentAt !== undefined) {
      this.changed = Promise.withResolvers()
      await this.changed.promise
    }
  }

  /** Slots that are neither taken nor promised. */
  private get free(): number {
    return this.host.limits.slotsPerProcess - this.host.running() - this.promised
  }

  /** The table has more and may have the next free slot: by turns, and while the queue is being asked for another one. */
  private get tablesDue(): boolean {
    return this.tableHasMore && (this.tablesTurn || this.polls > 0)
  }

  /** Begins one thing that can be done now; false when there is none. */
  private step(): boolean {
    const { free } = this
    if (!this.host.ready() || free <= 0) return false
    if (this.workWaits) {
      // The polls that were interrupted end first: their slots are free then.
      if (this.polls > 0 || this.claimSentAt !== undefined) return false
      void this.claim()
      return true
    }
    if (this.tablesDue && this.claimSentAt === undefined) {
      void this.claim()
      return true
    }
    // Beside another poll it asks for a full batch or not at all: many small requests would be dearer than patience.
    if (this.polls > 0 && (!this.busy || this.polls >= mostPolls || free < mostPerReceive)) return false
    const share = this.tableHasMore ? Math.ceil(free / 2) : free
    void this.poll(Math.min(share, mostPerReceive), this.polls === 0)
    return true
  }

  private async poll(slots: number, first: boolean): Promise<void> {
    this.polls += 1
    this.promised += slots
    let left = slots
    try {
      const received = await this.receive(slots, first)
      this.busy = received.length === slots
      if (this.host.stopping()) return await this.host.decisions().messages.handBack(received)
      const valid = await screen(received, this.host.decisions())
      left -= valid.length
      this.waiting.push(...valid)
    } catch (error) {
      this.host.log.warn({ err: error }, 'a poll came to nothing')
      await sleep(pauseAfterFailureMs)
    } finally {
      this.polls -= 1
      this.promised -= left
      this.tablesTurn = true
      this.wake()
    }
    if (this.waiting.length > 0 || this.workWaits) await this.claim()
  }

  private async receive(slots: number, first: boolean): Promise<readonly ReceivedMessage[]> {
    if (!first) return await this.host.receiver.more(slots)
    const poll = await this.host.receiver.receive(slots, { wait: !this.moreMayWait })
    await this.host.polled(poll)
    if (this.moreMayWait && poll.messages.length === 0) this.workWaits = true
    return poll.messages
  }

  /** Claims what has been received, and due rows for the slots that are promised to nobody. One claim at a time. */
  private async claim(): Promise<void> {
    if (this.claimSentAt !== undefined) return
    while (this.waiting.length > 0 || this.directly) {
      if (this.host.stopping()) {
        await this.handBackWaiting()
        break
      }
      this.claimSentAt = performance.now()
      try {
        if (this.host.completions.sending) await this.completionsSent()
        await this.claimBatch(this.nextBatch())
      } catch (error) {
        // The short receive visibility brings the messages back; a claim that did happen is released by a beat.
        this.host.log.warn({ err: error }, 'claim failed')
        this.claimAnswered = true
        await sleep(pauseAfterFailureMs)
      } finally {
        this.claimSentAt = undefined
        this.claimAnswered = false
        this.lastClaimAt = performance.now()
        this.wake()
      }
    }
    this.host.completions.sendNow()
  }

  /** Meanwhile the free slots are the claim's, as they are while it is under way: a poll would take them from the table. */
  private async completionsSent(): Promise<void> {
    const free = Math.max(0, this.free)
    this.promised += free
    await this.host.completions.whenSent()
    this.promised -= free
  }

  /** The next claim is one straight from the table: somebody asked for it, or no message waits and it is the table's turn. */
  private get directly(): boolean {
    return this.free > 0 && (this.workWaits || (this.waiting.length === 0 && this.tablesDue))
  }

  private nextBatch(): readonly ValidMessage[] {
    if (!this.directly) return this.waiting.splice(0)
    this.workWaits = false
    this.tablesTurn = false
    return []
  }

  private async claimBatch(batch: readonly ValidMessage[]): Promise<void> {
    const workerId = this.host.identity()
    // Due rows may take the slots that are left; while messages fill every poll, those belong to the next poll.
    const spare = batch.length > 0 && this.busy ? 0 : Math.max(0, this.free)
    const slots = batch.length + spare
    this.promised += spare
    let answers: ClaimAnswer[] | null = null
    try {
      if (workerId !== undefined) answers = await this.ask(workerId, batch, slots)
    } finally {
      // In one turn with the runs below, which take these slots: nobody may see them free in between.
      this.promised -= slots
    }
    // Lost while the answer was on its way: the next identity, or a reaper, takes these jobs back.
    if (!answers || workerId !== this.host.identity()) return
    const claimed = answers.flatMap(({ fact, job }) => (fact === 'claimed' && job ? [job] : []))
    const filled = claimed.length >= slots
    // A claim without spare slots did not look for more: messages that were in vain say nothing about what waits.
    if (filled || spare > 0) this.moreMayWait = filled
    if (spare > 0) this.tableHasMore = filled && claimed.length > batch.length
    for (const job of claimed) this.host.run(job)
    this.claimAnswered = true
    await decide(answers, batch, this.host.decisions(), this.host.settling())
  }

  private ask(workerId: string, batch: readonly ValidMessage[], slots: number): Promise<ClaimAnswer[] | null> {
    const { fleet, limits, completions } = this.host
    return completions.claim({ workerId, fleet, slots, messages: batch.map(claimRequest), limits })
  }

  private async handBackWaiting(): Promise<void> {
    const batch = this.waiting.splice(0).map(({ received }) => received)
    this.workWaits = false
    this.promised -= batch.length
    await this.host.decisions().messages.handBack(batch)
  }
}
