import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { withHerd, type ZombieOptions } from './run-zombies.ts'
import type { ZombieEvidence } from './zombie-evidence.ts'

/** What came of workers that only had little of the machine. */
export interface FalseTakeovers {
  readonly workers: number
  readonly seconds: number
  /** Workers that another one declared dead, although nobody had harmed them. */
  readonly falseTakeovers: number
  /** Workers that gave their lease up themselves: no takeover, but work begun again. */
  readonly leasesGivenUp: number
  /** Jobs that were done meanwhile, and those that were not done in the end. */
  readonly jobs: number
  readonly lost: number
  /** The longest time for which the recorder's own clock stood still: what the machine withheld from everybody. */
  readonly longestStallMs: number
}

const burn = 'for (;;);'

/** Runs workers under load beside processes that fill every core, harms nobody, and counts who is declared dead. */
export async function falseTakeovers(options: ZombieOptions): Promise<FalseTakeovers> {
  const { workers, seconds, say = () => {} } = options
  const window = { from: 0, to: 0 }
  const evidence = await withHerd(options, async ({ signal, world }) => {
    const burners = Array.from({ length: availableParallelism() }, () => burner(world.stack.watch))
    window.from = Date.now()
    try {
      say(`${burners.length} processes fill every core for ${seconds} s`)
      await sleep(seconds * 1000, undefined, { signal })
    } finally {
      window.to = Date.now()
      await Promise.all(burners.map(({ stop }) => stop()))
    }
  })
  return { workers, seconds, ...count(evidence, window) }
}

function burner(watch: (pid: number) => () => void): { readonly stop: () => Promise<void> } {
  const child: ChildProcess = spawn(process.execPath, ['-e', burn], { stdio: 'ignore' })
  const forget = watch(child.pid ?? 0)
  const gone = once(child, 'exit')
  return {
    stop: async () => {
      child.kill('SIGKILL')
      await gone
      forget()
    },
  }
}

function count({ deaths, created, ends, entries }: ZombieEvidence, { from, to }: { from: number; to: number }) {
  const inWindow = deaths.filter(({ at }) => at >= from && at <= to)
  // A worker's own connections carry its name.
  const own = inWindow.filter(({ worker, declaredBy }) =>
    [`academy-${worker}`, `academy-${worker}-watchdog`].includes(declaredBy),
  )
  const done = new Set(ends.filter(({ status, results }) => status === 'DONE' && results === 1).map(({ job }) => job))
  const stalls = entries.flatMap((entry) => (entry.what === 'pulse' ? [entry.lateMs] : []))
  return {
    falseTakeovers: inWindow.length - own.length,
    leasesGivenUp: own.length,
    jobs: done.size,
    lost: created.filter((job) => !done.has(job)).length,
    longestStallMs: Math.max(0, ...stalls),
  }
}
