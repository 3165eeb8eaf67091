import { errorCodes } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import { type Layout, LayoutFinder, type LayoutResult } from '../domain/layout.ts'
import { chooseSheet } from '../domain/sheet-choice.ts'
import type { RosterSheet, RosterWorkbook } from './ports.ts'

/**
 * Finds the sheet with the students and where they stand in it. Hidden sheets are not looked at: nobody can see what
 * would be imported from them.
 *
 * @throws RejectedInputError with the structure's problem, such as `parent_phone_column_missing`
 */
export async function findRoster(
  workbook: RosterWorkbook,
  signal: AbortSignal,
): Promise<{ readonly sheet: RosterSheet; readonly layout: Layout }> {
  const visible = workbook.sheets.filter((sheet) => !sheet.hidden)
  const results: LayoutResult[] = []
  for (const sheet of visible) results.push(await layoutOf(sheet, signal))
  const choice = chooseSheet(results)
  const sheet = 'sheet' in choice ? visible[choice.sheet] : undefined
  if (sheet && 'layout' in choice) return { sheet, layout: choice.layout }
  const problem = 'problem' in choice ? choice.problem : 'sheet_empty'
  const { title, action } = errorCodes[problem]
  throw new RejectedInputError(problem, `${title}. ${action}`)
}

async function layoutOf(sheet: RosterSheet, signal: AbortSignal): Promise<LayoutResult> {
  const finder = new LayoutFinder()
  for await (const { rows } of sheet.rows(signal)) {
    if (rows.some((row) => finder.offer(row))) break
  }
  return finder.result()
}
