import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { contractFacts } from './contract-facts.ts'
import { checkFacts } from './rules/contract-literals.ts'
import { rules } from './rules/index.ts'
import { readSource } from './source-file.ts'

/** One broken rule. */
export interface Problem {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly message: string
}

/** Folders without hand-written code of the product. */
const skipped = ['node_modules', 'dist', 'coverage', 'generated', 'planted', 'fixtures', 'python']
const tops = ['packages', 'codegen', 'conformance', 'lint', 'scripts']

/**
 * Checks every hand-written file under `root`.
 * @param contractRoot where asyncapi.yaml is; `root` by default.
 * @throws Error when there is nothing to check.
 */
export function lint(root: string, contractRoot = root): { problems: readonly Problem[]; files: number } {
  const contract = contractFacts(contractRoot)
  checkFacts(contract)
  const paths = handWritten(root)
  if (paths.length === 0) throw new Error(`house lint: no files under ${root}`)
  const problems = paths.flatMap((path) => {
    const file = readSource(root, path)
    return rules.flatMap((rule) => rule.check(file, contract).map((finding) => ({ rule: rule.id, path, ...finding })))
  })
  return { problems, files: paths.length }
}

function handWritten(root: string): string[] {
  const here = readdirSync(root, { withFileTypes: true })
  const top = here.filter((each) => each.isFile() && /\.[mc]?[jt]s$/.test(each.name)).map(({ name }) => name)
  return [
    ...top,
    ...tops.filter((name) => here.some((each) => each.name === name)).flatMap((name) => below(root, name)),
  ]
}

function below(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((each) => {
    const path = `${folder}/${each.name}`
    if (each.isDirectory()) return skipped.includes(each.name) ? [] : below(root, path)
    return /\.([mc]?[jt]s|sql)$/.test(each.name) && !each.name.endsWith('.d.ts') ? [path] : []
  })
}
