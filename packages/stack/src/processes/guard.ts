import { spawn } from 'node:child_process'
import { ended } from './ended.ts'

// Reads the ids of servers (`-id` when one has ended) until its input ends, which the kernel sees to whatever kills the
// parent; then it ends the servers and removes their folder.
const script = `
pids=
while read -r line; do
  case $line in
    -*) kept=; for pid in $pids; do [ "$pid" = "\${line#-}" ] || kept="$kept $pid"; done; pids=$kept ;;
    *) pids="$pids $line" ;;
  esac
done
for pid in $pids; do kill -QUIT "$pid" 2>/dev/null; done
tries=0
while [ "$tries" -lt 40 ]; do
  alive=
  for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive=1; done
  [ -z "$alive" ] && break
  sleep 0.1; tries=$((tries + 1))
done
for pid in $pids; do kill -KILL "$pid" 2>/dev/null; kill -KILL -- "-$pid" 2>/dev/null; done
rm -rf -- "$1"
`

/** Makes servers die with this process, even when it is killed by SIGKILL and can clean up nothing itself. */
export interface Guard {
  readonly pid: number
  watch(pid: number): void
  /** To be called when a server has ended, since its id may be given to another process. */
  forget(pid: number): void
  /** Ends the guard without any effect; for when the servers and the folder are gone. */
  disarm(): Promise<void>
}

/** @param folder removed after the watched servers have ended. */
export function startGuard(folder: string): Guard {
  // In a session of its own: Ctrl-C in a terminal reaches the parent alone, which stops things in order.
  const child = spawn('/bin/sh', ['-c', script, 'academy-guard', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  child.stdin.on('error', () => {})
  child.unref()
  return {
    pid: child.pid ?? 0,
    watch: (pid) => void child.stdin.write(`${pid}\n`),
    forget: (pid) => void child.stdin.write(`-${pid}\n`),
    disarm: () => ended(child, 'SIGKILL'),
  }
}
