import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** Names that a file exports, as they are written there. */
export function exportedNames(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  return file.statements.flatMap((node) => {
    if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
      return node.exportClause.elements.map(({ name }) => name.text)
    }
    if (
      !ts.canHaveModifiers(node) ||
      !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    ) {
      return []
    }
    if (ts.isVariableStatement(node)) {
      return node.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? name.text : []))
    }
    const { name } = node as ts.DeclarationStatement
    return name ? [name.text] : []
  })
}

/** Where each public name of the SDK comes from; an example may leave out the import that every editor adds. */
export function publicNames(root: string): Map<string, string> {
  const home = join(root, 'packages/sdk')
  const names = new Map<string, string>()
  if (!existsSync(join(home, 'package.json'))) return names
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    exports: Record<string, string>
  }
  for (const [entry, file] of Object.entries(exports)) {
    if (!file.endsWith('.ts')) continue
    for (const name of exportedNames(join(home, file))) {
      if (!names.has(name)) names.set(name, `@academy/sdk/${entry.slice(2)}`)
    }
  }
  return names
}
