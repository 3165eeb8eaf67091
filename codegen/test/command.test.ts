import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contractCommand } from '../src/lint/command.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
let root: string
let lines: string[]
const output = { log: (line: string) => lines.push(line), error: (line: string) => lines.push(line) }

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'contract-'))
  lines = []
  for (const path of ['asyncapi.yaml', 'openapi.yaml', 'schemas']) {
    if (existsSync(join(repository, path))) cpSync(join(repository, path), join(root, path), { recursive: true })
  }
})

afterEach(() => rmSync(root, { recursive: true }))

test('exit 0 when every rule holds', async () => {
  expect(await contractCommand(root, ['lint'], output), lines.join('\n')).toBe(0)
})

test('exit 1 with the rule and the place, in words and as JSON', async () => {
  const file = join(root, 'asyncapi.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('lease_seconds: 10740', 'lease_seconds: 10800'))
  expect(await contractCommand(root, ['lint'], output)).toBe(1)
  expect(lines[0]).toMatch(
    /^asyncapi\.yaml#\/channels\/videoJobs\/x-policy\/lease_seconds: .* \[lease-is-visibility-minus-margin\]$/,
  )
  lines = []
  expect(await contractCommand(root, ['lint', '--json'], output)).toBe(1)
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    passed: false,
    findings: [{ rule: 'lease-is-visibility-minus-margin' }],
  })
})

test('exit 2 when the contract cannot be read: it fails closed', async () => {
  rmSync(join(root, 'asyncapi.yaml'))
  expect(await contractCommand(root, ['lint'], output)).toBe(2)
  expect(lines.join()).toContain('asyncapi.yaml')
})

test.each([[[]], [['lint', '--jsn']], [['check']]])('exit 2 for the arguments %j', async (args) => {
  expect(await contractCommand(root, args, output)).toBe(2)
})
