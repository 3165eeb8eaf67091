import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Aim {
  readonly workers: readonly string[]
  readonly takersStay: number
}

/** The workers that are to be frozen next: their handlers hold on to a job until that has happened. */
export class Targets {
  private readonly file: string

  constructor(directory: string) {
    this.file = join(directory, 'targets.json')
  }

  /** @param takersStay a number of its own, or 0: whoever takes a job over works on for as long as it is aimed at */
  aim(workers: readonly string[], takersStay = 0): void {
    writeFileSync(this.file, JSON.stringify({ workers, takersStay } satisfies Aim))
  }

  has(worker: string): boolean {
    return this.read().workers.includes(worker)
  }

  get takersStay(): number {
    return this.read().takersStay
  }

  /** A file that is just being written names nobody. */
  private read(): Aim {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as Aim
    } catch {
      return { workers: [], takersStay: 0 }
    }
  }
}
