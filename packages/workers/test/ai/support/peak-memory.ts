import { readFileSync } from 'node:fs'

/**
 * The most memory that this process has held since its own program started, in MB. Not `maxRSS` of getrusage(2): a
 * child's begins with what its parent held when it forked, so that it can tell of the parent alone.
 */
export function peakMemoryMb(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  if (kilobytes === undefined) throw new Error('/proc/self/status tells no VmHWM: see proc_pid_status(5)')
  return Number(kilobytes) / 1024
}
