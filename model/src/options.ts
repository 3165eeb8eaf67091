import { parseArgs } from 'node:util'
import { type RuleName, ruleNames } from './rules.ts'

/** What the command line asks for. */
export interface Options {
  readonly command: 'all' | 'singles' | 'minus'
  /** Which rules `minus` removes; all, and the classic mutants, when empty. */
  readonly rules: readonly RuleName[]
  readonly json: boolean
  readonly threads: number
}

export const usage = `usage: pnpm model [singles | minus [RULE…]] [--json] [--threads N]

  (nothing)   explores every single and pair of fault kinds; no law may break
  singles     every single fault kind only
  minus       removes each rule in turn, or those named, and prints the shortest history that breaks without it
  --json      one object as the last line
  --threads   searches at once; 2 unless told otherwise

rules: ${ruleNames.join(' ')}
exit: 0 as it should be · 1 a law breaks, or with minus none does · 2 wrong usage, or a search that did not end`

/** @throws TypeError for an unknown command, option or rule */
export function readOptions(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, threads: { type: 'string', default: '2' } },
  })
  const [command = 'all', ...rules] = positionals
  if (command !== 'all' && command !== 'singles' && command !== 'minus') throw new TypeError(`no command ${command}`)
  if (command !== 'minus' && rules.length > 0) throw new TypeError(`${command} takes no rules`)
  const unknown = rules.find((rule) => !ruleNames.some((name) => name === rule))
  if (unknown) throw new TypeError(`no rule ${unknown}`)
  const threads = Number(values.threads)
  if (!Number.isInteger(threads) || threads < 1) throw new TypeError('--threads takes a whole number from 1')
  return { command, rules: rules as RuleName[], json: values.json ?? false, threads }
}
