import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { contractFacts } from '../src/contract-facts.ts'
import { lint } from '../src/lint.ts'
import { checkFacts } from '../src/rules/contract-literals.ts'
import { rules } from '../src/rules/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const planted = fileURLToPath(new URL('planted', import.meta.url))

/** `path:line` of every line that says it is planted. */
function plantedLines(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  return files.flatMap(({ parentPath, name }) => {
    const path = join(parentPath, name)
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.flatMap((line, at) =>
      /(\/\/|--) planted$/.test(line) ? [`${path.slice(folder.length + 1)}:${at + 1}`] : [],
    )
  })
}

describe('every house rule fails its planted files, at the planted lines, and no other rule does', () => {
  it.each(rules.map(({ id }) => id))('%s', (id) => {
    const folder = join(planted, id)
    const { problems } = lint(folder, root)
    const places = [...new Set(problems.map(({ path, line }) => `${path}:${line}`))]
    expect(places.sort()).toEqual(plantedLines(folder).sort())
    expect(new Set(problems.map(({ rule }) => rule))).toEqual(new Set([id]))
  })
})

describe('the house lint', () => {
  it('has a planted folder for each rule and no other', () => {
    const folders = readdirSync(planted).flatMap((area) =>
      readdirSync(join(planted, area)).map((name) => `${area}/${name}`),
    )
    expect(folders.sort()).toEqual(rules.map(({ id }) => id).sort())
  })

  it('passes clean code', () => {
    expect(lint(fileURLToPath(new URL('fixtures/clean', import.meta.url)), root)).toEqual({ problems: [], files: 1 })
  })

  it('refuses to run on nothing, and without a contract to compare with', () => {
    expect(() => lint(join(planted, 'files'), root)).toThrow(/no files/)
    expect(() => checkFacts({ ...contractFacts(root), numbers: [] })).toThrow(/no queue names, keys or numbers/)
  })
})
