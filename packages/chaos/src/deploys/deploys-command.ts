import { parseArgs } from 'node:util'
import { retry } from '@academy/sdk/contract'
import { commonOf, commonOptions } from '../common-options.ts'
import type { StateRow } from '../judge/evidence.ts'
import { percentile } from '../judge/recovery.ts'
import type { Rule } from '../judge/violation.ts'
import { violationsInWords } from '../report.ts'
import { runChaos } from '../run-chaos.ts'
import { whole } from '../whole.ts'
import { deployPlan } from './deploy-plan.ts'
import { rollingStops, type Stop } from './rolling-stops.ts'

const usage = `usage: pnpm chaos deploys [--cycles 50] [--seed 1] [--json] [--keep DIRECTORY]

Stops one of eight workers after the other by SIGTERM, under load; a new process follows each. Some handlers need longer
than the grace and are handed back. Every stop is measured, from the signal to the end of its process. The last line is
one JSON object.`

/** A stop may take the contract's grace, and the end of a process after it. */
const limitSeconds = retry.shutdownGraceSeconds + 1

/** `pnpm chaos deploys`: 0 when no stop cost a job anything or took too long, 1 when one did. */
export async function deploysCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...commonOptions,
      cycles: { type: 'string', default: '50' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const cycles = whole('cycles', values.cycles, 1)
  const { seed, say, ...common } = commonOf(values)
  let stops: readonly Stop[] = []
  const { evidence, judgement } = await runChaos({
    plan: deployPlan(cycles, seed),
    ...{ say, signal, ...common },
    alongside: async (scene) => {
      stops = await rollingStops(cycles, scene, say)
    },
  })
  // What a full run must have done is not asked of this one.
  const violations = judgement.violations.filter(({ rule }) => rule !== 'minimum_not_reached')
  if (violations.length > 0) say(violationsInWords(evidence, { ...judgement, violations }))
  const late = stops.filter(({ seconds }) => seconds > limitSeconds)
  for (const { worker, seconds } of late)
    say(`${worker} took ${seconds.toFixed(1)} s to stop, at most ${limitSeconds} s`)
  const unclean = stops.filter(({ how }) => how !== 'exit code 0')
  for (const { worker, how } of unclean) say(`${worker} ended with ${how}`)
  const count = (rule: Rule) => violations.filter((violation) => violation.rule === rule).length
  const seconds = stops.map((stop) => stop.seconds).sort((a, b) => a - b)
  const busy = stops.filter(({ running }) => running > 0).length
  const ok = violations.length + late.length + unclean.length === 0 && stops.length === cycles && busy > 0
  console.log(
    JSON.stringify({
      ...{ cycles: stops.length, busy_stops: busy, jobs: evidence.jobs.length },
      lost: count('lost'),
      in_dlq: count('unexpected_dlq'),
      attempts_burned: count('attempts_burned_by_operations'),
      duplicate_effects: count('duplicate_effects'),
      overlapping_runs: count('overlapping_runs'),
      deleted_early: count('deleted_early'),
      crashes_counted: evidence.jobs.filter(({ crashes }) => crashes > 0).length,
      handed_back: handedBack(evidence.states),
      stop_p50_s: round(percentile(seconds, 0.5)),
      stop_max_s: round(seconds.at(-1) ?? 0),
      stop_limit_s: limitSeconds,
      stops_too_long: late.length,
      ...{ seed, ok },
    }),
  )
  return ok ? 0 : 1
}

/** Claims that were given back: the next state of the row has neither the attempt nor a crash more. */
function handedBack(states: readonly StateRow[]): number {
  const before = new Map<string, StateRow>()
  return states.filter((row) => {
    const last = before.get(row.job)
    before.set(row.job, row)
    return (
      last?.status === 'RUNNING' && row.status === 'RETRYING' && row.fence > last.fence && row.crashes === last.crashes
    )
  }).length
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100
