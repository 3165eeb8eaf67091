import { parseArgs } from 'node:util'

/** What was typed. */
export interface Arguments {
  readonly command: 'bigbang' | 'mutants' | 'help'
  /** Names behind `mutants`; all when there is none. */
  readonly names: readonly string[]
  readonly target: string | undefined
  readonly json: boolean
  readonly keep: boolean
  readonly breakName: string | undefined
  readonly setupSeconds: number
}

/** How to use the command. */
export const usage = `academy-conformance bigbang [options]
academy-conformance mutants [NAME ...]   runs every planted defect and says who caught it

  --target FILE          target file; the reference implementation when left out
  --break NAME           run with a planted defect; "list" prints their names
  --keep                 leave everything up afterwards, until Ctrl-C
  --json                 print one object on one line as the last line
  --setup-seconds N      seconds already spent on the set-up

Exit 0: GO. 1: NO-GO. 2: could not run.`

/** What was typed makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const nothing = { names: [], target: undefined, json: false, keep: false, breakName: undefined, setupSeconds: 0 }

/** Reads the arguments. @throws Error with a sentence for the user */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      target: { type: 'string' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      break: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
      'setup-seconds': { type: 'string', default: '0' },
    },
  })
  const [command, ...names] = values.help ? ['help' as const] : positionals
  if (command === 'help') return { ...nothing, command: 'help' }
  if (!(command === 'mutants' || (command === 'bigbang' && names.length === 0))) throw new UsageError(usage)
  const setupSeconds = Number(values['setup-seconds'])
  if (!(setupSeconds >= 0)) throw new UsageError('--setup-seconds must be a number of seconds')
  return {
    command,
    names,
    target: values.target,
    json: values.json,
    keep: values.keep,
    breakName: values.break,
    setupSeconds,
  }
}
