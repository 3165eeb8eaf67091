import type { JobType, ResultByJobType } from '../contract/index.ts'
import type { Transaction } from '../database/index.ts'
import type { JobDone } from './types.ts'

/**
 * Ends a handler well. `commit` runs in the finishing transaction: its rows, the result and DONE are committed
 * together or not at all (P-43).
 *
 * @example
 * return done<'excel_parsing'>(result, { commit: (tx) => saveLastChunk(tx) })
 */
export function done<T extends JobType>(
  result: ResultByJobType[T],
  options: { commit?: (tx: Transaction) => Promise<void> } = {},
): JobDone<T> {
  return { result, ...(options.commit && { commit: options.commit }) }
}
