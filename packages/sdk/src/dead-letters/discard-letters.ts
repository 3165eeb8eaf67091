import { withTransaction } from '../database/index.ts'
import { audit, letterDetail } from './audit.ts'
import { rowOf } from './letter-row.ts'
import { type LetterOutcome, type LetterResources, type SettleOptions, settleLetters } from './settle-letters.ts'

/**
 * Deletes letters for good. Their jobs stay as they are; the audit row, which says what was discarded, is committed
 * before the letter goes (P-16).
 */
export function discardLetters(resources: LetterResources, options: SettleOptions): Promise<LetterOutcome[]> {
  return settleLetters(resources, options, async (letter, queue, { operator, dryRun }) => {
    const row = await rowOf(resources.pool, letter)
    const because = row ? `its job stays ${row.status}` : 'it has no job'
    if (!dryRun) {
      const detail = { ...letterDetail(letter, operator), ...(row && { job_status: row.status }) }
      await withTransaction(resources.pool, (tx) => audit(tx, 'discard', row, letter, detail))
      await queue.delete(letter)
    }
    return { letter, action: 'discarded', because }
  })
}
