import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { type Area, areaOf } from './area.ts'

/** A hand-written file. */
export interface SourceFile {
  /** From the root of the workspace, with forward slashes. */
  readonly path: string
  readonly area: Area
  readonly text: string
  /** Absent for files that are not TypeScript or JavaScript. */
  readonly tree?: ts.SourceFile
}

/** Reads and parses one file. */
export function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const code = /\.m?[tj]s$/.test(path)
  return {
    path,
    area: areaOf(path),
    text,
    ...(code && { tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) }),
  }
}

/** Calls `visit` for every node of the file, parents first. */
export function walk(file: SourceFile, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node)
    ts.forEachChild(node, step)
  }
  if (file.tree) step(file.tree)
}

/** The line of a node, from 1. */
export function lineOf(file: SourceFile, node: ts.Node): number {
  return (file.tree?.getLineAndCharacterOfPosition(node.getStart(file.tree)).line ?? 0) + 1
}
