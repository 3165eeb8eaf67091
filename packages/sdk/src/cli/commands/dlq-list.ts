import { loadConfig } from '../../config/index.ts'
import { listLetters } from '../../dead-letters/index.ts'
import { createSqsClient, QueueDirectory } from '../../queues/index.ts'
import type { Command } from '../command.ts'
import { letterOptions, letterOptionsHelp, letterSearch, noReason } from '../dead-letter-options.ts'
import { letterLine, letterView } from '../dead-letter-views.ts'
import { interruptible } from '../operator.ts'
import { jsonOption, optionsOf } from '../options.ts'

/** `academy dlq list`: reads the dead-letter queues and puts back what it read. */
export const listCommand: Command = {
  name: 'dlq list',
  summary: 'list dead letters, oldest first; they stay in their queues',
  options: [...letterOptionsHelp, jsonOption],
  async run(args, { env, out }) {
    const options = optionsOf(args, letterOptions)
    const search = letterSearch(options)
    const sqs = createSqsClient(loadConfig(env, ['queues']))
    try {
      const letters = await interruptible((signal) =>
        listLetters({ sqs, queues: new QueueDirectory(sqs) }, { ...search, signal }),
      )
      const reasons = Map.groupBy(letters, ({ reason }) => reason ?? noReason)
      const byReason = Object.fromEntries([...reasons].map(([reason, own]) => [reason, own.length]))
      if (options.json) {
        out(JSON.stringify({ total: letters.length, by_reason: byReason, letters: letters.map(letterView) }))
        return 0
      }
      for (const letter of letters) out(letterLine(letter))
      const counts = Object.entries(byReason).map(([reason, count]) => `${count} ${reason}`)
      out(letters.length === 0 ? 'no dead letters' : `${letters.length} dead letters: ${counts.join(', ')}`)
      return 0
    } finally {
      sqs.destroy()
    }
  },
}
