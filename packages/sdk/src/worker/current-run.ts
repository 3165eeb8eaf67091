import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Which job the code that runs now belongs to. The watchdog thread reads it in the blocked main thread through the
 * inspector, where only the global object can be reached.
 */
const current = new AsyncLocalStorage<string>()
const key = Symbol.for('@academy/sdk/current-run')
Object.defineProperty(globalThis, key, { value: current, configurable: true })

/** Runs a handler of this process so that, should it block the event loop, it can be named. */
export function asRunOf<R>(jobId: string, work: () => R): R {
  return current.run(jobId, work)
}

/** The expression that answers the job id, or undefined, in the thread's paused main context. */
export const currentRunExpression = `globalThis[Symbol.for('@academy/sdk/current-run')]?.getStore()`
