import { setTimeout as after } from 'node:timers/promises'
import type { ChildProcesses } from '../driver/child-processes.ts'

/** Starts a process and starts it again whenever it ends, until `stopping` fires. */
export async function keepUp(
  processes: ChildProcesses,
  name: string,
  start: () => number,
  stopping: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  while (!stopping.aborted) {
    start()
    const { code, signal } = await processes.ended(name)
    if (stopping.aborted) return
    say(`${name} ended with ${signal ?? code}; it is started again`)
    // A process that cannot start must not fill the terminal.
    await after(1000, undefined, { signal: stopping }).catch(() => {})
  }
}
