import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { commonOptions, copyTo, sayer } from '../common-options.ts'
import { whole } from '../whole.ts'
import { mutants } from './catalogue.ts'
import { assertApplies } from './edits.ts'
import { type MutantResult, runClean, runMutant } from './run-mutants.ts'
import type { ScenarioName } from './scenario.ts'

const usage = `usage: pnpm chaos mutants [--only NAME]... [--at-once 2] [--list] [--json] [--keep DIRECTORY]

Takes one safety away at a time, from outside, and runs the short scenario in which that must show. A mutant is killed
when the judge names the violation that it should cause; a crash is not a kill. Each scenario also runs as it is, and
must pass. The last line is one JSON object.`

/** `pnpm chaos mutants`: 0 when every mutant was killed and every clean run passed, 1 when not. */
export async function mutantsCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      'at-once': { type: 'string', default: '2' },
      list: { type: 'boolean', default: false },
      json: commonOptions.json,
      keep: commonOptions.keep,
      help: { type: 'boolean', default: false },
    },
  })
  const { only, keep } = values
  if (values.help) console.log(usage)
  const unknown = (only ?? []).filter((name) => !mutants.some((mutant) => mutant.name === name))
  if (unknown.length > 0) throw new Error(`no such mutant: ${unknown.join(', ')}\n${usage}`)
  const chosen = mutants.filter(({ name }) => only === undefined || only.includes(name))
  if (values.list)
    for (const { name, without, violation } of chosen) console.log(`${name}\n    ${without}\n    → ${violation}`)
  if (values.help || values.list) return 0
  for (const mutant of chosen) assertApplies(mutant)

  const say = sayer(values.json)
  const inspect = (name: string) => (keep ? { inspect: copyTo(join(keep, name)) } : {})
  const results: MutantResult[] = []
  const unclean: Record<string, readonly string[]> = {}
  const needed: ScenarioName[] = [...new Set(chosen.map(({ scenario }) => scenario))]
  const began = performance.now()
  await atOnce(whole('at-once', values['at-once'], 1), [
    ...needed.map((scenario) => async () => {
      const found = await runClean(scenario, { signal, ...inspect(scenario) })
      if (found.length > 0) unclean[scenario] = found
      say(`${found.length > 0 ? 'NOT CLEAN' : 'clean    '}  ${scenario} ${found.slice(0, 3).join('; ')}`)
    }),
    ...chosen.map((mutant) => async () => {
      const result = await runMutant(mutant, { signal, ...inspect(mutant.name) })
      results.push(result)
      say(
        `${result.verdict.padEnd(9)}  ${mutant.name}: ${mutant.violation}${mutant.write ? ` of ${mutant.write}` : ''}: ${result.detail}`,
      )
    }),
  ])
  const killed = results.filter(({ verdict }) => verdict === 'killed').length
  const ok = killed === chosen.length && Object.keys(unclean).length === 0
  console.log(
    JSON.stringify({
      ...{ mutants: chosen.length, killed },
      survived: namesOf(results, 'survived'),
      crashed: namesOf(results, 'crashed'),
      clean_runs: needed.length,
      unclean,
      verdicts: Object.fromEntries(results.map(({ mutant, named }) => [mutant.name, named])),
      took_s: Math.round((performance.now() - began) / 1000),
      ok,
    }),
  )
  return ok ? 0 : 1
}

const namesOf = (results: readonly MutantResult[], wanted: string) =>
  results.filter(({ verdict }) => verdict === wanted).map(({ mutant }) => mutant.name)

/** Runs the tasks in their order, so many side by side. */
async function atOnce(lanes: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const left = [...tasks]
  const lane = async () => {
    for (let task = left.shift(); task; task = left.shift()) await task()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
