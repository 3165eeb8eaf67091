import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { codegen } from '../src/codegen.ts'
import { generatedFolder } from '../src/emit/output.ts'
import { pythonFolder } from '../src/emit/python.ts'
import { generate } from '../src/generate.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

let root: string
let lines: string[]
const output = { log: (line: string) => lines.push(line), error: (line: string) => lines.push(line) }

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codegen-'))
  lines = []
  for (const path of [
    'asyncapi.yaml',
    'openapi.yaml',
    'schemas',
    generatedFolder,
    pythonFolder,
    'packages/sdk/src/contract',
  ]) {
    if (existsSync(join(repository, path))) cpSync(join(repository, path), join(root, path), { recursive: true })
  }
})

afterEach(() => rmSync(root, { recursive: true }))

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(join(root, path), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(root, path), text.replace(from, to))
}

describe('codegen', () => {
  test('the committed code is what the contract generates', async () => {
    expect(await codegen(repository, ['--check'], output), lines.join('\n')).toBe(0)
  })

  test('the same contract gives the same bytes, wherever it stands', async () => {
    expect(await generate(root)).toEqual(await generate(repository))
  })

  test('it takes less than 15 s', async () => {
    const start = performance.now()
    await generate(repository)
    expect(performance.now() - start).toBeLessThan(15_000)
  })

  test('P-20 a number changed in the contract is drift, named by file', async () => {
    edit('asyncapi.yaml', 'visibilityTimeout: 10800', 'visibilityTimeout: 300')
    expect(await codegen(root, ['--check'], output)).toBe(1)
    expect(lines).toContain(`codegen: ${generatedFolder}/policies.ts: differs from the contract`)
  })

  test('a generated file edited by hand, added or removed is drift', async () => {
    edit(`${generatedFolder}/policies.ts`, 'leaseSeconds: 3540', 'leaseSeconds: 3600')
    writeFileSync(join(root, generatedFolder, 'helpers.ts'), 'export const help = 1\n')
    rmSync(join(root, generatedFolder, 'jobs.ts'))
    expect(await codegen(root, ['--check'], output)).toBe(1)
    expect(lines.slice(0, 3).sort()).toEqual([
      `codegen: ${generatedFolder}/helpers.ts: not generated from the contract`,
      `codegen: ${generatedFolder}/jobs.ts: missing`,
      `codegen: ${generatedFolder}/policies.ts: differs from the contract`,
    ])
    expect(await codegen(root, [], output)).toBe(0)
    expect(await codegen(root, ['--check'], output)).toBe(0)
  })

  test.each([
    ['asyncapi.yaml', 'channels:', 'channels: [', /asyncapi\.yaml/],
    [
      'schemas/payloads/ocr.json',
      '"$ref": "../common/object-key.json"',
      '"$ref": "../common/objekt.json"',
      /objekt\.json leads nowhere/,
    ],
    [
      'schemas/payloads/ocr.json',
      '"type": "object"',
      '"type": "objekt"',
      /schemas\/payloads\/ocr\.json|schemas\/messages\/ai-job\.json/,
    ],
    ['schemas/problem.json', '{', '{{', /schemas\/problem\.json/],
  ])('a broken %s stops it and names the file', async (path, from, to, message) => {
    edit(path, from, to)
    expect(await codegen(root, [], output)).toBe(2)
    expect(lines.join('\n')).toMatch(message)
  })

  test('an unknown argument is refused', async () => {
    expect(await codegen(root, ['--chek'], output)).toBe(2)
  })
})

describe('generated code', () => {
  test('says that it is not to be edited', async () => {
    for (const { path, text } of await generate(repository)) expect(text.slice(0, 200), path).toContain('Do not edit')
  })

  test('validators are plain ESM: no require, no code from strings, no import', async () => {
    const modules = (await generate(repository)).filter(({ path }) => path.includes('/validators/'))
    expect(modules.length).toBeGreaterThan(50)
    for (const { path, text } of modules) {
      expect(text, path).not.toMatch(/\brequire\(|new Function|\beval\(|\bimport\b/)
    }
  })
})
