import { channels } from '../contract/index.ts'
import { type LetterOutcome, LetterQueue, type LetterResources, type SettleOptions } from '../dead-letters/index.ts'
import { type Command, type Terminal, UsageError } from './command.ts'
import { letterOptions, letterOptionsHelp, letterSearch, positive } from './dead-letter-options.ts'
import { letterLine, letterView } from './dead-letter-views.ts'
import { asOperator, operatorNow } from './operator.ts'
import { jsonOption, optionsOf } from './options.ts'

/** One of the two commands that deal with letters. */
export interface SettleCommand {
  readonly name: 'dlq redrive' | 'dlq discard'
  readonly summary: string
  readonly settle: (resources: LetterResources, options: SettleOptions) => Promise<LetterOutcome[]>
  /** Refuses to run on everything unless `--all` is said. */
  readonly needsFilter: boolean
}

const pauseBetweenLinesSeconds = 2

export function settleCommand({ name, summary, settle, needsFilter }: SettleCommand): Command {
  return {
    name,
    summary,
    options: [
      ...letterOptionsHelp,
      ...(needsFilter ? [['--all', 'every letter; needed when no filter is given'] as const] : []),
      ['--rate <n>', "letters a second; the contract's when absent"],
      ['--dry-run', 'say what would be done, and do nothing'],
      jsonOption,
    ],
    async run(args, { env, out, error }) {
      const options = optionsOf(args, {
        ...letterOptions,
        ...{ all: { type: 'boolean' }, rate: { type: 'string' }, 'dry-run': { type: 'boolean' } },
      } as const)
      const search = letterSearch(options)
      const everything = Object.keys(search.filter).length === 0 && search.channels === undefined
      if (needsFilter && everything && !options.all) {
        throw new UsageError('it would be every letter: say which, or --all')
      }
      const dryRun = options['dry-run'] ?? false
      const perSecond = options.rate === undefined ? {} : { perSecond: positive('--rate', options.rate) }
      const ended = await asOperator(env, async (resources, signal) => {
        const progress = progressLines(name, await sizeOf(resources, search.channels), error)
        const settings = { ...search, ...perSecond, dryRun, signal, operator: operatorNow() }
        const outcomes = await settle(resources, {
          ...settings,
          onOutcome: (outcome) => {
            progress()
            if (!options.json) out(outcomeLine(outcome))
          },
        })
        return { outcomes, interrupted: signal.aborted, correlationId: settings.operator.correlationId }
      })
      report({ ...ended, dryRun, json: options.json ?? false, name }, { out, error })
      return ended.interrupted || ended.outcomes.some(({ action }) => action === 'refused') ? 1 : 0
    },
  }
}

interface Report {
  readonly name: string
  readonly outcomes: readonly LetterOutcome[]
  readonly interrupted: boolean
  readonly correlationId: string
  readonly dryRun: boolean
  readonly json: boolean
}

function report(
  { name, outcomes, interrupted, correlationId, dryRun, json }: Report,
  { out, error }: Pick<Terminal, 'out' | 'error'>,
): void {
  const counted = Map.groupBy(outcomes, ({ action }) => action)
  const counts = Object.fromEntries([...counted].map(([action, own]) => [action, own.length]))
  if (json) {
    const letters = outcomes.map(({ letter, action, because, pointer }) => ({
      ...letterView(letter),
      ...{ action, because },
      ...(pointer && { breaks: pointer }),
    }))
    const total = outcomes.length
    out(JSON.stringify({ dry_run: dryRun, interrupted, correlation_id: correlationId, total, counts, letters }))
    return
  }
  const text = Object.entries(counts).map(([action, count]) => `${count} ${action}`)
  out(`${dryRun ? 'nothing was done; it would be: ' : ''}${text.join(', ') || 'no letter fits'}`)
  if (interrupted) error(`academy ${name}: interrupted; what was not dealt with is in its queue`)
}

function outcomeLine({ letter, action, because, pointer }: LetterOutcome): string {
  return `${action.padEnd(9)}  ${letterLine(letter)}  ${because}${pointer ? `: ${pointer}` : ''}`
}

async function sizeOf(resources: LetterResources, names: SettleOptions['channels']): Promise<number> {
  const all = names ?? Object.values(channels).map(({ channel }) => channel)
  const sizes = await Promise.all(all.map((channel) => new LetterQueue(resources, channel).size()))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Says on stderr how far a long run is; a short one says nothing. */
function progressLines(name: string, size: number, error: (line: string) => void): () => void {
  let done = 0
  let saidAt = performance.now()
  return () => {
    done += 1
    if (performance.now() - saidAt < pauseBetweenLinesSeconds * 1000) return
    saidAt = performance.now()
    error(`academy ${name}: ${done} done, about ${size} were there`)
  }
}
