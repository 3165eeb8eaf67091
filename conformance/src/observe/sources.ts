import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { History } from '../history/history.ts'
import { blankComments, readImports } from '../static/text.ts'
import type { Target } from '../target/target.ts'

/** Records every source file below the target's source roots: its imports and its text without comments. */
export function observeSources(history: History, scenario: string, roots: Target['sourceRoots']): void {
  for (const root of roots) {
    if (!existsSync(root.path)) throw new Error(`the source root ${root.label} does not exist`)
    for (const entry of readdirSync(root.path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|mts|js|mjs|sql|py)$/.test(entry.name)) continue
      if (entry.parentPath.includes('node_modules')) continue
      const file = join(entry.parentPath, entry.name)
      const text = readFileSync(file, 'utf8')
      const name = `${root.label}/${relative(root.path, file)}`
      history.add(scenario, 'source', { file: name, imports: readImports(text), code: blankComments(text) })
    }
  }
}
