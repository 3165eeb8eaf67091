import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { History } from '../history/history.ts'

interface Seen {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

const proc = existsSync('/proc/self/stat')

/** What the system says about a process; `undefined` when it is gone (a zombie that nobody reaped is gone, too). */
export function readProcess(pid: number): Seen | undefined {
  if (!proc) return listProcesses().find((seen) => seen.pid === pid)
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { pid, parent: Number(parent), command }
  } catch {
    return undefined
  }
}

/** Every process of the system. */
function listProcesses(): Seen[] {
  if (proc) {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readProcess(Number(name)))
      .filter((seen) => seen !== undefined)
  }
  // Systems without /proc have ps.
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,stat=,command='], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => {
    const [, pid, parent, state, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined || state?.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), command }]
  })
}

/** Every process below `pid`, at any depth. */
export function descendants(pid: number): Seen[] {
  const all = listProcesses()
  const found: Seen[] = []
  const wanted = new Set([pid])
  for (let grew = true; grew; ) {
    grew = false
    for (const seen of all) {
      if (!wanted.has(seen.parent) || wanted.has(seen.pid)) continue
      wanted.add(seen.pid)
      found.push(seen)
      grew = true
    }
  }
  return found
}

/** Records whether a process lives. */
export function observeProcess(history: History, scenario: string, pid: number, role: string): boolean {
  const seen = readProcess(pid)
  history.add(scenario, 'process', {
    pid,
    alive: seen !== undefined,
    parent: seen?.parent ?? null,
    command: seen?.command ?? '',
    role,
  })
  return seen !== undefined
}
