/** Row numbers as ranges, such as `2-101,103`; empty for none. */
export type RowRanges = string

/**
 * Adds rising row numbers to ranges that end before them.
 * @example addRows('2-4', [5, 7]) // '2-5,7'
 */
export function addRows(ranges: RowRanges, rows: readonly number[]): RowRanges {
  if (rows.length === 0) return ranges
  const cut = ranges.lastIndexOf(',') + 1
  const head = ranges.slice(0, cut)
  const [from, to] = ranges.slice(cut).split('-')
  const runs: [from: number, to: number][] = from ? [[Number(from), Number(to ?? from)]] : []
  for (const row of rows) {
    const last = runs.at(-1)
    if (last && row === last[1] + 1) last[1] = row
    else runs.push([row, row])
  }
  return head + runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}
