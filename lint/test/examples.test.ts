import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { checkExamples } from '../src/examples/check-examples.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const stale = fileURLToPath(new URL('fixtures/stale-examples', import.meta.url))

it('every example of a page or a docstring is code that compiles', () => {
  const { problems, examples } = checkExamples(root)
  expect(problems).toEqual([])
  expect(examples).toBeGreaterThan(40)
})

it('a stale example is named with its file and line, and only that', () => {
  const { problems, examples } = checkExamples(stale)
  const lines = ['README.md', 'packages/sdk/src/double.ts'].flatMap((path) =>
    readFileSync(join(stale, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.includes('// stale') ? [`${path}:${index + 1}`] : [])),
  )
  expect(problems.map(({ path, line }) => `${path}:${line}`)).toEqual(lines)
  expect([examples, lines.length]).toEqual([5, 4])
})

it('refuses to check nothing', () => {
  expect(() => checkExamples(join(stale, 'packages/sdk/src'))).toThrow(/no examples/)
})
