import type { ChildProcess } from 'node:child_process'

/** Sends `signal` and waits for the end; after `patience` milliseconds the signal is SIGKILL. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals, patience = 10_000): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const end = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.ref()
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  await end
  clearTimeout(timer)
}
