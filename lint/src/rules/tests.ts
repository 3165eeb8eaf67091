import ts from 'typescript'
import type { Rule } from '../rule.ts'
import { lineOf, walk } from '../source-file.ts'

const runners = ['it', 'test', 'describe', 'suite']
const modifiers = ['skip', 'skipIf', 'runIf', 'only', 'todo', 'fails']

/** A skipped test is a green light that nobody switched on. */
export const everyTestRuns: Rule = {
  id: 'tests/every-test-runs',
  why: 'a test that is skipped, focused or expected to fail proves nothing and looks as if it did',
  check(file) {
    if (file.area.kind !== 'test') return []
    const found: { line: number; message: string }[] = []
    walk(file, (node) => {
      if (!ts.isPropertyAccessExpression(node) || !modifiers.includes(node.name.text)) return
      const root = rootOf(node)
      if (root !== undefined && runners.includes(root))
        found.push({ line: lineOf(file, node), message: `${root}.${node.name.text}` })
    })
    return found
  },
}

function rootOf(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return rootOf(node.expression)
  return ts.isIdentifier(node) ? node.text : undefined
}
