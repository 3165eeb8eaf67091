import type { Logger } from 'pino'
import { notify, type WorkerHooks } from './hooks.ts'

/** Why a worker is not ready; empty when it is. Readiness is apart from liveness: a process that is not ready stays. */
export type Reasons = readonly string[]

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
