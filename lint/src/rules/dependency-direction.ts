import { areaOf } from '../area.ts'
import { importsOf } from '../imports.ts'
import type { Rule } from '../rule.ts'

/** What each part may import from other parts, in its sources and in its tests. Every part may import itself. */
const allowed: Readonly<Record<string, { src: readonly string[]; test: readonly string[] }>> = {
  sdk: { src: [], test: ['stack'] },
  api: { src: ['sdk'], test: ['sdk', 'stack'] },
  workers: { src: ['sdk'], test: ['sdk', 'stack'] },
  stack: { src: [], test: [] },
  chaos: { src: ['sdk', 'stack'], test: ['sdk', 'stack'] },
  codegen: { src: [], test: ['sdk'] },
  conformance: { src: [], test: [] },
  lint: { src: [], test: [] },
  scripts: { src: [], test: [] },
}

/** Data flows one way: contract → SDK → API and workers; the stack and the suite know the product from outside. */
export const dependencyDirection: Rule = {
  id: 'direction/parts',
  why: 'contract → SDK → API and workers; the stack and the conformance suite see the product only from outside',
  check(file) {
    const { name, kind } = file.area
    const permitted = kind === 'src' || kind === 'test' ? allowed[name]?.[kind] : undefined
    if (permitted === undefined) return []
    return importsOf(file).flatMap(({ specifier, path, line }) => {
      const part = partOf(specifier, path)
      if (part === undefined || part === name || permitted.includes(part)) return []
      return [{ line, message: `${name} must not import ${part} (${specifier})` }]
    })
  },
}

function partOf(specifier: string, path: string | undefined): string | undefined {
  const [, own] = /^@academy\/([^/]+)/.exec(specifier) ?? []
  if (own !== undefined) return own
  if (path === undefined) return undefined
  if (path.startsWith('..')) return 'a folder outside of the workspace'
  const { name } = areaOf(path)
  return name === 'root' ? undefined : name
}
