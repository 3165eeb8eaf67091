import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The workers that are to be frozen next: their handlers hold on to a job until that has happened. */
export class Targets {
  private readonly file: string

  constructor(directory: string) {
    this.file = join(directory, 'targets.json')
  }

  aim(workers: readonly string[]): void {
    writeFileSync(this.file, JSON.stringify(workers))
  }

  /** A file that is just being written names nobody. */
  has(worker: string): boolean {
    try {
      return (JSON.parse(readFileSync(this.file, 'utf8')) as string[]).includes(worker)
    } catch {
      return false
    }
  }
}
