import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'

/** Code that stands in prose: after `@example` of a docstring, or in a fenced block of a page. */
export interface Example {
  /** The file it stands in, from the root of the workspace. */
  readonly path: string
  /** Of its first line of code, from 1. */
  readonly line: number
  readonly code: string
  /** A block of a page is a module of its own; an example of a docstring is a few statements. */
  readonly kind: 'docstring' | 'page'
  /** Folder in which its imports are looked up. */
  readonly folder: string
}

// `emit` is text of generated files, which are looked at where they are generated.
const skipped = ['node_modules', 'dist', 'coverage', 'planted', 'fixtures', 'python', 'test', 'mutants', 'emit']

/** Every example of the sources and pages below `root`, in the order of their paths. */
export function findExamples(root: string): Example[] {
  return filesBelow(root, '').flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return path.endsWith('.md') ? fromPage(path, text) : fromDocstrings(path, text)
  })
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((each) => {
      const path = join(folder, each.name)
      if (each.isDirectory()) {
        return skipped.includes(each.name) || each.name.startsWith('.') ? [] : filesBelow(root, path)
      }
      return /(\.md|\/src\/.*\.ts)$/.test(`/${path}`) && !path.endsWith('.d.ts') ? [path] : []
    })
}

/** What follows `@example` up to the next tag or the end of the comment. */
function fromDocstrings(path: string, text: string): Example[] {
  const found: Example[] = []
  for (const comment of text.matchAll(/\/\*\*.*?\*\//gs)) {
    const firstLine = lineAt(text, comment.index)
    const lines = comment[0]
      .replace(/\s*\*\/$/, '')
      .split('\n')
      .map((line) => line.replace(/^\s*\/?\*+ ?/, ''))
    for (const [index, line] of lines.entries()) {
      const [tag] = /^@example\b ?/.exec(line) ?? []
      if (tag === undefined) continue
      const rest = lines.slice(index + 1)
      const end = rest.findIndex((each) => each.startsWith('@'))
      const code = [line.slice(tag.length), ...(end === -1 ? rest : rest.slice(0, end))].join('\n')
      found.push({ path, line: firstLine + index, code, kind: 'docstring', folder: dirname(path) })
    }
  }
  return found
}

/** Blocks fenced as TypeScript. A page of a package sees what the package sees, any other one what a worker sees. */
function fromPage(path: string, text: string): Example[] {
  const [own] = /^packages\/[^/]+/.exec(path) ?? []
  return [...text.matchAll(/^```(?:ts|typescript)\n(.*?)^```$/gms)].map((block) => ({
    path,
    line: lineAt(text, block.index) + 1,
    code: block[1] ?? '',
    kind: 'page',
    folder: own ?? 'packages/workers',
  }))
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
