import { Session } from 'node:inspector'
import { currentRunExpression } from './current-run.ts'

const patienceMs = 500
// Interrupts the loop once more and never comes back: the main thread makes no other step.
const haltExpression = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'

/**
 * From another thread: asks which job's code runs in the main thread, in the midst of it, and halts the main thread
 * there, so that no handler of this process does anything more.
 *
 * @returns undefined when no handler's code runs now, or when it cannot be told: the main thread is inside native code,
 * which nobody can interrupt
 */
export function haltMainThread(): Promise<string | undefined> {
  const session = new Session()
  session.connectToMainThread()
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), patienceMs)
    session.post('Runtime.evaluate', { expression: currentRunExpression, returnByValue: true }, (_error, answer) => {
      const id: unknown = answer?.result.value
      session.post('Runtime.evaluate', { expression: haltExpression })
      resolve(typeof id === 'string' ? id : undefined)
    })
  })
}
