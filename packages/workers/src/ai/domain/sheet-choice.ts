import type { Layout, LayoutResult, StructureProblem } from './layout.ts'

/** The sheet that holds the roster, or why none does. */
export type SheetChoice = { readonly sheet: number; readonly layout: Layout } | { readonly problem: StructureProblem }

/**
 * Chooses the best-scoring sheet; a tie is an error, not a guess.
 * @param results one result a visible sheet, in the workbook's order
 */
export function chooseSheet(results: readonly LayoutResult[]): SheetChoice {
  const found = results.flatMap((result, sheet) => ('layout' in result ? [{ sheet, layout: result.layout }] : []))
  const [best, next] = found.sort((a, b) => b.layout.score - a.layout.score)
  if (!best) return { problem: nearest(results) }
  return next?.layout.score === best.layout.score ? { problem: 'ambiguous_sheet' } : best
}

// From "almost a roster" to "nothing there": the sheet that came nearest explains best what is missing.
const order: readonly StructureProblem[] = [
  'ambiguous_column',
  'parent_phone_column_missing',
  'name_column_missing',
  'header_row_missing',
  'sheet_empty',
]

function nearest(results: readonly LayoutResult[]): StructureProblem {
  const problems = new Set(results.map((result) => ('problem' in result ? result.problem : undefined)))
  return order.find((problem) => problems.has(problem)) ?? 'sheet_empty'
}
