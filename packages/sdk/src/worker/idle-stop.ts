import type { Logger } from 'pino'
import { type FleetName, fleets } from '../contract/index.ts'
import type { HostMachine } from './host-machine.ts'
import type { QueueMessages } from './queue-messages.ts'
import type { Poll } from './receiver.ts'

/** What an idle stop asks and does. */
export interface IdleStopOptions {
  /** Consecutive empty polls after which the machine is stopped; the contract's `idleStopEmptyPolls`. */
  readonly emptyPolls: number
  /** Nothing in flight here, and nothing visible in the fleet's queues. */
  readonly isQuiet: () => Promise<boolean>
  readonly stop: () => Promise<void>
  readonly log: Logger
}

/**
 * Stops the machine of a worker that nobody needs (M6). Only polls that lasted their full wait and brought nothing
 * count, one after the other: an error, an interruption or a message begins the count anew, so that a worker which
 * cannot reach its queue never takes silence for idleness.
 */
export class IdleStop {
  private inARow = 0
  private stopped = false
  private readonly options: IdleStopOptions

  constructor(options: IdleStopOptions) {
    this.options = options
  }

  /** Told of each poll that ended. */
  async polled(poll: Poll): Promise<void> {
    if (this.stopped || poll.kind === 'waiting') return
    this.inARow = poll.kind === 'empty' ? this.inARow + 1 : 0
    if (this.inARow < this.options.emptyPolls) return
    this.inARow = 0
    const { isQuiet, stop, log } = this.options
    try {
      if (!(await isQuiet())) return
      log.warn({ empty_polls: this.options.emptyPolls }, 'idle: the machine is stopped')
      this.stopped = true
      await stop()
    } catch (error) {
      this.stopped = false
      log.error({ err: error }, 'the idle machine was not stopped; counting begins anew')
    }
  }
}

/** The idle stop of a worker; undefined for a fleet that never stops itself, and where no machine is known. */
export function idleStopOf(
  { machine, fleet, log }: { readonly machine?: HostMachine; readonly fleet: FleetName; readonly log: Logger },
  worker: {
    readonly messages: QueueMessages
    /** No handler runs, and nothing waits to be claimed. */
    readonly free: () => boolean
    readonly stopWorker: () => void
  },
): IdleStop | undefined {
  const { idleStopEmptyPolls: emptyPolls, channels } = fleets[fleet]
  if (!machine || emptyPolls === null) return undefined
  const isQuiet = async () => {
    const visible = await Promise.all(channels.map((channel) => worker.messages.visible(channel)))
    return worker.free() && visible.every((count) => count === 0)
  }
  const stop = async () => {
    // The machine first: a worker that had stopped before a refused request would leave an instance that does nothing.
    await machine.stop()
    worker.stopWorker()
  }
  return new IdleStop({ emptyPolls, isQuiet, stop, log })
}
