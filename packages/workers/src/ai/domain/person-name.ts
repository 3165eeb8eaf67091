import { type Cell, cellText } from './cell.ts'

/** Longest name in characters: it stands in unique indexes, whose entries are limited. */
export const nameLimit = 100

/** A name and the key by which names are compared, or why there is none. */
export type PersonName =
  | { readonly name: string; readonly nameKey: string }
  | { readonly code: 'name_missing' | 'name_too_long' }

/** Names are NFC, trimmed, inner spaces collapsed, and compared without case. */
export function personName(cell: Cell): PersonName {
  const name = cellText(cell)
  if (name === '') return { code: 'name_missing' }
  if ([...name].length > nameLimit) return { code: 'name_too_long' }
  return { name, nameKey: nameKey(name) }
}

/** The name as the match key compares it. */
export function nameKey(name: string): string {
  return name.toLowerCase().normalize('NFC')
}
