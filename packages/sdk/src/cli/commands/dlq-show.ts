import { type HeldLetter, judgeLetter, listLetters } from '../../dead-letters/index.ts'
import { type Command, UsageError } from '../command.ts'
import { letterOptions, letterOptionsHelp, letterSearch } from '../dead-letter-options.ts'
import { letterView, printable } from '../dead-letter-views.ts'
import { asOperator } from '../operator.ts'
import { jsonOption, optionsOf } from '../options.ts'

/** `academy dlq show`: everything about one letter, and what a redrive would do with it. */
export const showCommand: Command = {
  name: 'dlq show',
  summary: 'show letters with their bodies, attributes and jobs; exit code 1 when there is none',
  options: [...letterOptionsHelp, jsonOption],
  async run(args, { env, out, error }) {
    const options = optionsOf(args, letterOptions)
    if (options.message === undefined && options.job === undefined) {
      throw new UsageError('which letter? say --message <id> or --job <id>; academy dlq list shows both')
    }
    const search = letterSearch(options)
    const shown = await asOperator(env, async (resources, signal) => {
      const letters = await listLetters(resources, { ...search, signal })
      return Promise.all(letters.map(async (letter) => fullView(letter, await judgeLetter(resources, letter))))
    })
    if (options.json) out(JSON.stringify({ letters: shown }))
    else for (const letter of shown) printLetter(letter, out)
    if (shown.length > 0) return 0
    if (!options.json) error('academy dlq show: there is no such letter')
    return 1
  },
}

function fullView(letter: HeldLetter, verdict: Awaited<ReturnType<typeof judgeLetter>>): Record<string, unknown> {
  const { row } = verdict
  const texts = Object.entries(letter.attributes).map(([name, { StringValue, BinaryValue }]) => [
    name,
    StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64'),
  ])
  return {
    ...letterView(letter),
    message_group_id: letter.messageGroupId ?? null,
    attributes: Object.fromEntries(texts),
    body: letter.body,
    job: row && {
      ...{ status: row.status, attempt: row.attempt, max_attempts: row.maxAttempts, crashes: row.crashes },
      ...{ fence: row.fence, error_code: row.errorCode, error_message: row.errorMessage },
    },
    redrive: { action: verdict.action, because: verdict.because, pointer: verdict.pointer ?? null },
  }
}

function printLetter(letter: Record<string, unknown>, out: (line: string) => void): void {
  for (const [name, value] of Object.entries(letter)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    out(`${name.padEnd(17)} ${printable(text)}`)
  }
  out('')
}
