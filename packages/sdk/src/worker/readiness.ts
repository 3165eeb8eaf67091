import type { Logger } from 'pino'
import { notify, type WorkerHooks } from './hooks.ts'

/** Why a worker is not ready; empty when it is. Readiness is apart from liveness: a process that is not ready stays. */
export type Reasons = readonly string[]

/** What a worker's readiness depends on; undefined parts are not there yet, or not at all. */
export interface ReadinessParts {
  readonly heartbeat: { readonly alive: boolean } | undefined
  readonly gate: { readonly open: boolean } | undefined
  readonly receiver: { readonly unanswered: boolean }
  readonly redisPulse: { readonly beats: boolean } | undefined
  readonly stopping: boolean
}

/** Why a worker is not well. Without Redis it takes work all the same: nobody sees the progress, and no job fails. */
export function reasonsOf({ heartbeat, gate, receiver, redisPulse, stopping }: ReadinessParts): Reasons {
  return [
    ...(heartbeat?.alive ? [] : ['the lease is lost: the database does not answer']),
    ...(gate?.open === false ? ['something differs from the contract'] : []),
    ...(receiver.unanswered ? ['the queue does not answer'] : []),
    ...(redisPulse?.beats === false ? ['Redis does not answer: progress is not shown'] : []),
    ...(stopping ? ['the worker is stopping'] : []),
  ]
}

const lookEveryMs = 500

/** Watches whether a worker takes work, and says when that changes: a worker that is silent is never taken for well (P-47). */
export class Readiness {
  private said = ''
  private readonly timer: NodeJS.Timeout
  private readonly reasonsNow: () => Reasons
  private readonly to: { readonly log: Logger; readonly hooks?: WorkerHooks }

  constructor(reasonsNow: () => Reasons, to: { readonly log: Logger; readonly hooks?: WorkerHooks }) {
    this.reasonsNow = reasonsNow
    this.to = to
    this.timer = setInterval(() => this.look(), lookEveryMs).unref()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private look(): void {
    const reasons = this.reasonsNow()
    const now = reasons.join('; ')
    if (now === this.said) return
    this.said = now
    if (now === '') this.to.log.info('ready again')
    else this.to.log.error({ reasons }, `not ready: ${now}`)
    notify(this.to, 'readiness', { ready: now === '', reasons })
  }
}
