import { dirname, join, normalize } from 'node:path/posix'
import ts from 'typescript'
import { lineOf, type SourceFile, walk } from './source-file.ts'

/** One place where a file names another module. */
export interface Import {
  /** As written. */
  readonly specifier: string
  /** Path from the root of the workspace, for relative specifiers. */
  readonly path?: string
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean
  /** Names taken as values; empty for `import *` and for imports of the whole module. */
  readonly values: readonly string[]
  readonly line: number
}

/** Every import, re-export, `import()`, `require()` and `import('…')` type of a file. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = []
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean, values: readonly string[] = []) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return
    const { text } = specifier
    const path = text.startsWith('.') ? normalize(join(dirname(file.path), text)) : undefined
    found.push({ specifier: text, ...(path !== undefined && { path }), typeOnly, values, line: lineOf(file, node) })
  }
  walk(file, (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, importsTypesOnly(node), valueNames(node))
    if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, exportsTypesOnly(node))
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true)
    if (ts.isCallExpression(node) && loads(node.expression)) add(node, node.arguments[0], false)
  })
  return found
}

const loads = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')

function importsTypesOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false
  if (importClause.isTypeOnly) return true
  const { name, namedBindings } = importClause
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  )
}

function exportsTypesOnly({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true
  return (
    exportClause !== undefined &&
    ts.isNamedExports(exportClause) &&
    exportClause.elements.every((each) => each.isTypeOnly)
  )
}

function valueNames({ importClause }: ts.ImportDeclaration): readonly string[] {
  const bindings = importClause?.namedBindings
  if (bindings === undefined || !ts.isNamedImports(bindings)) return []
  return bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly).map((each) => (each.propertyName ?? each.name).text)
}
