import { setTimeout as sleep } from 'node:timers/promises'
import { outboxPolicy } from '@academy/sdk/contract'
import type { JobRow } from '@academy/sdk/jobs'
import type { Dispatcher } from '@academy/sdk/outbox'
import type { ProgressStore } from '@academy/sdk/progress'
import type { Dispatch } from '../application/ports.ts'

/** The fast path after a commit. A slow queue delays an answer no longer than until the relay takes over. */
export class FastDispatch implements Dispatch {
  readonly #dispatcher: Dispatcher
  readonly #progress: ProgressStore

  constructor(dispatcher: Dispatcher, progress: ProgressStore) {
    this.#dispatcher = dispatcher
    this.#progress = progress
  }

  async created(job: JobRow): Promise<void> {
    const answered = new AbortController()
    const patience = sleep(outboxPolicy.relayAfterSeconds * 1000, undefined, { signal: answered.signal, ref: false })
    await Promise.race([this.#dispatcher.dispatch(job), patience.catch(() => {})])
    answered.abort()
  }

  async changed(job: JobRow): Promise<void> {
    await this.#progress.status(job, { status: job.status })
  }
}
