import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const generated = new URL('../../src/generated/', import.meta.url)
const index = readFileSync(new URL('../../src/contract/index.ts', import.meta.url), 'utf8')

/** Types of whole documents of the HTTP contract stand under their own names, and the tables of raw code under none. */
const renamed: Record<string, string> = {
  components: 'HttpComponents',
  operations: 'HttpOperations',
  paths: 'HttpPaths',
}
const internal = new Set(['webhooks', '$defs', 'HttpOperationId'])

const modules = readdirSync(generated).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))

test.each(modules)('everything that %s exports can be imported from @academy/sdk/contract', (name) => {
  const text = readFileSync(new URL(name, generated), 'utf8')
  const names = [...text.matchAll(/^export (?:declare )?(?:const|function|type|interface) ([\w$]+)/gm)].map(
    (match) => match[1] ?? '',
  )
  expect(names.length).toBeGreaterThan(0)
  const wanted = names
    .filter((each) => !internal.has(each))
    .map((each) => (name === 'http.ts' ? (renamed[each] ?? each) : each))
  const missing = wanted.filter((each) => !new RegExp(`\\b${each}\\b`).test(index))
  expect(missing).toEqual([])
})

test('names are re-exported one by one', () => {
  expect(index).not.toMatch(/export \*/)
})
