import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { staticChecks } from '../src/checks/static.ts'
import { History } from '../src/history/history.ts'
import { observeSources } from '../src/observe/sources.ts'
import { sqlText } from '../src/static/lists.ts'
import { blankComments, readImports } from '../src/static/text.ts'
import { contract } from './good/builder.ts'

const planted = fileURLToPath(new URL('./planted', import.meta.url))

const scanPlanted = () => {
  const history = new History()
  const roots = ['packages/api/src', 'packages/workers/src'].map((label) => ({ path: `${planted}/${label}`, label }))
  observeSources(history, 'sources', roots)
  return history.view()
}

describe('static rules, each with a planted file', () => {
  test.each([
    ['M2.4-legacy-gone', 'ai/legacy.ts:2'],
    ['M2.5-entry-changes-no-state', 'ai/main.ts:2'],
    ['M2.6-pure-core', 'domain/framework.ts:2'],
    ['M2.7-database-in-adapters', 'application/query.ts:3'],
  ])('%s finds %s', (requirement, place) => {
    const check = staticChecks.find((each) => each.requirement === requirement)
    const complaints = check?.judge(scanPlanted(), contract).complaints ?? []
    expect(complaints.map(({ message }) => message).join('\n')).toContain(place)
  })

  test('sources that cannot be read are an error, not a clean house', () => {
    expect(() => observeSources(new History(), 'sources', [{ path: '/does/not/exist', label: 'gone' }])).toThrow('gone')
  })
})

describe('reading source text', () => {
  test('comments are blanked, strings and line numbers stay', () => {
    const code = blankComments("const url = 'http://x' // SELECT 1\n/* two\nlines */ const a = `//no comment`\n")
    expect(code).not.toContain('SELECT')
    expect(code).toContain("'http://x'")
    expect(code).toContain('`//no comment`')
    expect(code.split('\n')).toHaveLength(4)
  })

  test('every form of import is seen', () => {
    const text = [
      "import pg from 'pg'",
      "import type { Pool } from 'pg-pool'",
      "export { x } from './x.ts'",
      "import 'side-effect'",
      "const y = await import('lazy')",
      "// import hidden from 'comment'",
    ].join('\n')
    const found = readImports(text)
    expect(found.map(({ specifier }) => specifier)).toEqual(['pg', 'pg-pool', './x.ts', 'side-effect', 'lazy'])
    expect(found.find(({ specifier }) => specifier === 'pg-pool')?.typeOnly).toBe(true)
  })

  test.each([
    "query('select id from jobs')",
    'query(`\n  INSERT INTO students (name)`)',
    'query("UPDATE jobs SET status = 1")',
    "query('DELETE FROM outbox')",
    "query('WITH a AS (SELECT 1) SELECT * FROM a')",
  ])('SQL text is recognised: %s', (code) => {
    expect(sqlText.some((pattern) => pattern.test(code))).toBe(true)
  })

  test.each(["title: 'Select a file'", "const update = 'updated'", "step: 'copy files to the disk'"])(
    'prose is not SQL: %s',
    (code) => {
      expect(sqlText.some((pattern) => pattern.test(code))).toBe(false)
    },
  )
})
