import { parseArgs } from 'node:util'
import { commonOf, commonOptions } from '../common-options.ts'
import { whole } from '../whole.ts'
import { type FalseTakeovers, falseTakeovers } from './false-takeovers.ts'
import { runZombies } from './run-zombies.ts'
import { judgeZombies, type ZombieJudgement } from './zombie-judge.ts'

const usage = `usage: pnpm chaos zombies [--cycles 200] [--seconds 600] [--workers 20] [--seed 1] [--json] [--keep DIRECTORY]

--cycles N    Freezes half of the workers at a time (SIGSTOP, with their child processes), each while a handler of it
              runs, until every job has been taken over, and thaws them. A cycle is one freeze of one worker; it counts
              when another run of its job had written before the thaw and the zombie then tried to write into the job,
              the result, the progress, the checkpoint and the user's table. At most 350 s.
--seconds N   Harms nobody: the workers run beside one process a core that does nothing but use it, and nobody may be
              declared dead.
One of the two, or both one after the other; 200 cycles when neither is given. The last line is one JSON object.`

const longestSeconds = 350
const leastAtOnce = (workers: number) => Math.floor(workers / 2)

/** `pnpm chaos zombies`: 0 when every promise held, 1 when one did not, 2 when the arguments are wrong. */
export async function zombiesCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...commonOptions,
      cycles: { type: 'string' },
      seconds: { type: 'string' },
      workers: { type: 'string', default: '20' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const shared = { workers: whole('workers', values.workers, 4), signal, ...commonOf(values) }
  const { say } = shared
  const cycles = values.cycles ?? (values.seconds === undefined ? '200' : undefined)
  const parts: Record<string, unknown> = {}
  let ok = true
  if (cycles !== undefined) {
    const demanded = { cycles: whole('cycles', cycles, 1), atOnce: leastAtOnce(shared.workers) }
    const began = performance.now()
    const evidence = await runZombies({ ...shared, cycles: demanded.cycles, seconds: longestSeconds })
    const judgement = judgeZombies(evidence, demanded)
    for (const { rule, job = '', detail } of judgement.violations.slice(0, 20)) say(`${rule}: ${job} ${detail}`)
    Object.assign(parts, ofCycles(judgement), { took_s: Math.round((performance.now() - began) / 1000) })
    ok &&= judgement.violations.length === 0
  }
  if (values.seconds !== undefined) {
    const seconds = whole('seconds', values.seconds, 1)
    const found = await falseTakeovers({ ...shared, cycles: 0, seconds })
    Object.assign(parts, ofLoad(found))
    ok &&= found.falseTakeovers === 0 && found.lost === 0
  }
  console.log(JSON.stringify({ ...parts, workers: shared.workers, seed: shared.seed, ok }))
  return ok ? 0 : 1
}

function ofCycles(judgement: ZombieJudgement) {
  const count = (rule: string) => judgement.violations.filter((violation) => violation.rule === rule).length
  return {
    cycles: judgement.cycles,
    frozen_at_once: judgement.mostFrozenAtOnce,
    tried: judgement.triedByKind,
    stale_writes_accepted: judgement.staleByKind,
    lost: count('lost'),
  }
}

function ofLoad(found: FalseTakeovers) {
  return {
    load_seconds: found.seconds,
    false_takeovers: found.falseTakeovers,
    leases_given_up: found.leasesGivenUp,
    load_jobs: found.jobs,
    load_lost: found.lost,
    longest_stall_ms: found.longestStallMs,
  }
}
