import { cleanText, toHalfWidth } from './cell.ts'

/** How well a header fits an alias; more is better, 0 is not at all. */
export type MatchQuality = 0 | 1 | 2

const longestTail = 4

/** Headers are compared without white space, width, case and composition. */
export function normaliseHeader(text: string): string {
  return toHalfWidth(cleanText(text)).replace(/\s/g, '').toLowerCase()
}

/**
 * 2 when the header equals an alias; 1 when it contains one of at least three characters, or begins with one of at
 * least two and is at most four characters longer.
 */
export function matchAliases(header: string, aliases: readonly string[]): MatchQuality {
  if (aliases.includes(header)) return 2
  return aliases.some((alias) => loosely(header, alias)) ? 1 : 0
}

function loosely(header: string, alias: string): boolean {
  if (alias.length >= 3 && header.includes(alias)) return true
  return alias.length >= 2 && header.startsWith(alias) && header.length - alias.length <= longestTail
}
