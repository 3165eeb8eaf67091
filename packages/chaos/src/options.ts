import { parseArgs } from 'node:util'
import { commonOptions } from './common-options.ts'
import { fullSeconds } from './plan/planned.ts'
import { whole } from './whole.ts'

/** What the command line asks for. */
export interface Options {
  readonly seconds: number
  readonly seed: number
  /** Standard output carries the last line alone. */
  readonly json: boolean
  /** Only prints the plan. */
  readonly plan: boolean
  /** Modules that every worker process imports first, and SQL files that run after the migrations. */
  readonly imports: readonly string[]
  readonly sql: readonly string[]
  /** Where to copy the run's logs and history to. */
  readonly keep: string | undefined
}

export const usage = `usage: pnpm chaos [--seconds ${fullSeconds}] [--seed 1] [--json] [--plan] [--keep DIRECTORY]
                   [--import MODULE]... [--sql FILE]...    what is broken on purpose (README.md)`

/** @throws Error that says what is wrong with the arguments */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...commonOptions,
      seconds: { type: 'string', default: String(fullSeconds) },
      plan: { type: 'boolean', default: false },
      import: { type: 'string', multiple: true, default: [] },
      sql: { type: 'string', multiple: true, default: [] },
    },
  })
  const { json, plan, import: imports, sql, keep } = values
  return {
    seconds: whole('seconds', values.seconds, 20),
    seed: whole('seed', values.seed, 0),
    json,
    plan,
    imports,
    sql,
    keep,
  }
}
