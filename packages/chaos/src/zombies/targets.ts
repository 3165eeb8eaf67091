import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Aim {
  readonly workers: readonly string[]
  readonly takersStay: boolean
}

/** The workers that are to be frozen next: their handlers hold on to a job until that has happened. */
export class Targets {
  private readonly file: string

  constructor(directory: string) {
    this.file = join(directory, 'targets.json')
  }

  /** @param takersStay whether who takes a job over is still at work when the zombie awakes, or has ended it */
  aim(workers: readonly string[], takersStay = false): void {
    writeFileSync(this.file, JSON.stringify({ workers, takersStay } satisfies Aim))
  }

  has(worker: string): boolean {
    return this.read().workers.includes(worker)
  }

  get takersStay(): boolean {
    return this.read().takersStay
  }

  /** A file that is just being written names nobody. */
  private read(): Aim {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as Aim
    } catch {
      return { workers: [], takersStay: false }
    }
  }
}
