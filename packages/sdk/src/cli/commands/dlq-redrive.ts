import { redriveLetters } from '../../dead-letters/index.ts'
import { settleCommand } from '../settle-command.ts'

/** `academy dlq redrive`: DEAD jobs again, and quarantined messages that keep the contract now. */
export const redriveCommand = settleCommand({
  name: 'dlq redrive',
  summary: 'give dead letters another life; exit code 1 when one had to be left',
  settle: redriveLetters,
  needsFilter: false,
})
