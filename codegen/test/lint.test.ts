import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../src/contract/load.ts'
import { lint } from '../src/lint/lint.ts'
import { rules } from '../src/lint/rules.ts'
import { fixtures, patched } from './patch.ts'

const contract = loadContract(fileURLToPath(new URL('../..', import.meta.url)))

describe('contract lint', () => {
  test('the contract keeps every rule', async () => {
    expect(await lint(contract)).toEqual({ findings: [], notJudged: [] })
  })

  test('P-45 each rule has a fixture that fails it, each fixture a rule', () => {
    const ids = rules.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect([...new Set(fixtures().map(({ rule }) => rule))].sort()).toEqual([...ids].sort())
  })

  test.each(fixtures())('$name fails exactly $rule', async ({ rule, changes }) => {
    const { findings } = await lint(patched(contract, changes))
    expect([...new Set(findings.map((finding) => finding.rule))], JSON.stringify(findings, null, 1)).toEqual([rule])
    for (const { file, message } of findings) expect([file, message].every((text) => text.length > 0)).toBe(true)
  })
})
