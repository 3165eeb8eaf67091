import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { readSource, walk } from '../src/source-file.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const runners = ['it', 'test', 'describe', 'suite']
const incidentIds = (text: string): string[] => text.match(/\bP-\d{2}\b/g) ?? []

/** `it`, `it.each(…)`, `describe.concurrent.each(…)`: the name at the root of a callee. */
function runnerOf(callee: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) return runnerOf(callee.expression)
  return ts.isIdentifier(callee) ? callee.text : undefined
}

/** Incidents that stand in a title of this test file; what stands in comments or bodies proves nothing. */
function titled(path: string): string[] {
  const found: string[] = []
  walk(readSource(root, path), (node) => {
    if (!ts.isCallExpression(node) || !runners.includes(runnerOf(node.expression) ?? '')) return
    const [title] = node.arguments
    if (title && ts.isStringLiteralLike(title)) found.push(...incidentIds(title.text))
  })
  return found
}

function testFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
}

describe('the incidents', () => {
  const listed = [...readFileSync(join(root, 'docs/incidents.md'), 'utf8').matchAll(/^\| (P-\d{2}) \|/gm)].map(
    ([, id]) => id ?? '',
  )
  const files = ['packages', 'codegen', 'conformance', 'lint'].flatMap(testFiles)
  const proven = new Map<string, string[]>()
  for (const path of files) for (const id of titled(path)) proven.set(id, [...(proven.get(id) ?? []), path])

  it.each(listed)('%s stands in the title of a test', (id) => {
    expect(proven.get(id) ?? []).not.toEqual([])
  })

  it('every incident that a title names is in docs/incidents.md, once', () => {
    expect(listed).toEqual([...new Set(listed)].sort())
    expect([...proven.keys()].filter((id) => !listed.includes(id))).toEqual([])
  })

  it('a title is not a comment, a body, or another function’s argument', () => {
    expect(titled('lint/test/fixtures/titles.ts')).toEqual(['P-91', 'P-92', 'P-93', 'P-94'])
  })
})
