import ts from 'typescript'
import type { Rule } from '../rule.ts'
import { lineOf } from '../source-file.ts'

/** Files whose tool wants a default export. */
const configurations = ['vitest.config.ts', 'vitest.laws.config.ts']

export const noDefaultExport: Rule = {
  id: 'modules/no-default-export',
  why: 'a name that is the same everywhere can be searched for',
  check(file) {
    if (configurations.includes(file.path)) return []
    return (file.tree?.statements ?? [])
      .filter((node) => ts.isExportAssignment(node) || isDefault(node))
      .map((node) => ({ line: lineOf(file, node), message: 'default export' }))
  },
}

function isDefault(node: ts.Statement): boolean {
  if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
    return node.exportClause.elements.some(({ name }) => name.text === 'default')
  }
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  )
}

export const noExportStar: Rule = {
  id: 'modules/no-export-star',
  why: 'what a module offers is written down, so that nothing becomes public by accident',
  check: (file) =>
    (file.tree?.statements ?? [])
      .filter(
        (node) =>
          ts.isExportDeclaration(node) && (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)),
      )
      .map((node) => ({ line: lineOf(file, node), message: 'export *' })),
}
