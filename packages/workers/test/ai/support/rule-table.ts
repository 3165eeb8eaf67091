import { readFileSync } from 'node:fs'
import type { Cell } from '../../../src/ai/domain/cell.ts'

/** The lines of one section's table, by column. */
export function ruleTable(section: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(new URL('../rules/roster-rules.md', import.meta.url), 'utf8')
  const part = text.split('\n## ').find((candidate) => candidate.startsWith(`${section}\n`))
  const lines = (part ?? '').split('\n').filter((line) => line.startsWith('|'))
  const [head = [], , ...rules] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((field) => field.trim()),
  )
  if (rules.length === 0) throw new Error(`no rules under "${section}"`)
  return rules.map((fields) => Object.fromEntries(head.map((name, index) => [name, fields[index] ?? ''])))
}

/** A cell as the rules write it. */
export function ruleCell(text: string): Cell {
  if (text === '(empty)') return undefined
  if (text.startsWith('number ')) return Number(text.slice('number '.length))
  if (text.startsWith('error ')) return { error: text.slice('error '.length) }
  return text.startsWith('"') ? (JSON.parse(text) as string) : text
}

/** The expected value as the rules write it. */
export function ruleValue(text: string): string | undefined {
  return text === '(none)' ? undefined : text
}
