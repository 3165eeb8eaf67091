import { discardLetters } from '../../dead-letters/index.ts'
import { settleCommand } from '../settle-command.ts'

/** `academy dlq discard`: deletes letters for good, each with an audit row. */
export const discardCommand = settleCommand({
  name: 'dlq discard',
  summary: 'delete dead letters for good; an audit row stays, and their jobs stay as they are',
  settle: discardLetters,
  needsFilter: true,
})
