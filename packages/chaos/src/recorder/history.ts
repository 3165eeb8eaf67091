import { appendFileSync, closeSync, openSync, readSync } from 'node:fs'
import type { FaultKind } from '../plan/planned.ts'

/** The processes that a record speaks of: `pid` runs the handler, `workerPid` is its worker; often the same. */
interface OfRun {
  readonly job: string
  readonly fence: number
  readonly attempt: number
  readonly worker: string
  readonly pid: number
  readonly workerPid: number
}

/** What was seen, by whom it happened to. `at` is milliseconds since 1970; all processes share the machine's clock. */
export type Seen =
  | (OfRun & { readonly what: 'started' | 'stepped' })
  | (OfRun & { readonly what: 'ended'; readonly how: string })
  // Of zombies (src/zombies): a handler that waits to be frozen, and a kind of write that it tried once it was thawed.
  | (OfRun & { readonly what: 'holding' | 'has_written' | 'tried_everything' })
  | (OfRun & { readonly what: 'tried'; readonly kind: string; readonly how: string })
  | { readonly what: 'created'; readonly job: string }
  | { readonly what: 'garbage'; readonly id: string; readonly queue: string }
  | { readonly what: 'up' | 'child_up'; readonly worker: string; readonly pid: number }
  | { readonly what: 'exited'; readonly worker: string; readonly pid: number; readonly how: string }
  | { readonly what: 'killed'; readonly kind: FaultKind; readonly worker: string; readonly pid: number }
  | { readonly what: 'unclaimed'; readonly worker: string; readonly job: string }
  | { readonly what: 'frozen' | 'thawed'; readonly worker: string; readonly pids: readonly number[] }
  | { readonly what: 'unreachable' | 'reachable'; readonly server: Server }
  | { readonly what: 'fault' | 'missed'; readonly kind: FaultKind; readonly id: number; readonly detail?: string }
  | { readonly what: 'purged'; readonly queue: string }
  | { readonly what: 'pulse'; readonly lateMs: number }
  | { readonly what: 'window' | 'window_end' }

export type Server = 'postgres' | 'redis' | 'sqs'

/** One line of the history. */
export type Entry = Seen & { readonly at: number }

/**
 * Writes what happens into a file outside the system. One append is one system call: it is there before anything else
 * happens in the process that made it, and stays when that process is killed in the next instant.
 */
export class Recorder {
  private readonly file: number

  constructor(path: string) {
    this.file = openSync(path, 'a')
  }

  record(seen: Seen): void {
    appendFileSync(this.file, `${JSON.stringify({ at: Date.now(), ...seen })}\n`)
  }

  close(): void {
    closeSync(this.file)
  }
}

/** Reads a history while it is being written. */
export class HistoryReader {
  private readonly file: number
  private position = 0
  private rest = ''
  private readonly buffer = Buffer.alloc(1 << 18)

  constructor(path: string) {
    this.file = openSync(path, 'r')
  }

  /** What was recorded since the last call. */
  read(): Entry[] {
    let text = this.rest
    for (;;) {
      const size = readSync(this.file, this.buffer, 0, this.buffer.length, this.position)
      if (size === 0) break
      this.position += size
      text += this.buffer.toString('utf8', 0, size)
    }
    const lines = text.split('\n')
    this.rest = lines.pop() ?? ''
    return lines.map((line) => JSON.parse(line) as Entry)
  }

  close(): void {
    closeSync(this.file)
  }
}
