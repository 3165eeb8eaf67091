import { AsyncLocalStorage } from 'node:async_hooks'

/** A handler's run. */
interface CurrentRun {
  readonly jobId: string
  readonly startedAt: number
}

/**
 * Which job the code that runs now belongs to. The watchdog thread reads it in the blocked main thread through the
 * inspector, where only the global object can be reached.
 */
const current = new AsyncLocalStorage<CurrentRun>()
const key = Symbol.for('@academy/sdk/current-run')
Object.defineProperty(globalThis, key, { value: current, configurable: true })

/** Runs a handler of this process so that, should it block the event loop, it can be named, and its lines be timed. */
export function asRunOf<R>(jobId: string, work: () => R): R {
  return current.run({ jobId, startedAt: performance.now() }, work)
}

/** A pino mixin: every line that a handler writes says how long its run has lasted. */
export function durationOfRun(): { readonly duration_ms?: number } {
  const run = current.getStore()
  return run ? { duration_ms: Math.round(performance.now() - run.startedAt) } : {}
}

/** The expression that answers the job id, or undefined, in the thread's paused main context. */
export const currentRunExpression = `globalThis[Symbol.for('@academy/sdk/current-run')]?.getStore()?.jobId`
