import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { readArguments, UsageError } from '../src/arguments.ts'
import { loadTarget, TargetError } from '../src/target/target.ts'

const reference = fileURLToPath(new URL('../targets/reference.json', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'academy-target-'))
afterAll(() => rmSync(folder, { recursive: true }))

const changed = (change: Record<string, unknown>): string => {
  const file = join(folder, 'target.json')
  const { ledger, plant } = loadTarget(reference)
  const base = {
    ...{ name: 'other', root: '.', contract_revision: '1.0.0', driver: { command: ['true'] }, source_roots: ['src'] },
    ...{ ledger, plant, processes: { ai: 1, video: 1, messaging: 1 }, time_scale: 1, allow_destructive: true },
    ...{ not_applicable: [], known_failing: [] },
  }
  writeFileSync(file, JSON.stringify({ ...base, ...change }))
  return file
}

describe('target files', () => {
  test('the reference target is complete', () => {
    const target = loadTarget(reference)
    expect(target.ledger.job).toContain('lease_expires_at')
    expect(target.sourceRoots.map(({ label }) => label)).toEqual(['packages/api/src', 'packages/workers/src'])
  })

  test.each([
    ['no permission to destroy', { allow_destructive: false }, /allow_destructive/],
    ['another time scale', { time_scale: 10 }, /time_scale/],
    ['an exception without prose', { known_failing: [{ requirement: 'x', reason: 'meh' }] }, /reason in prose/],
    ['no driver', { driver: {} }, /driver.command/],
  ])('%s is refused', (_, change, message) => {
    expect(() => loadTarget(changed(change))).toThrow(TargetError)
    expect(() => loadTarget(changed(change))).toThrow(message)
  })
})

describe('the command line', () => {
  test('options are read', () => {
    const read = readArguments(['bigbang', '--json', '--break', 'no-dlq', '--setup-seconds', '12.5'])
    expect(read).toMatchObject({ json: true, keep: false, breakName: 'no-dlq', setupSeconds: 12.5, target: undefined })
  })

  test.each([[['--help']], [['bigbang', '-h']], [['help']]])('%j asks for the usage', (argv) => {
    expect(readArguments(argv).command).toBe('help')
  })

  test('the suite tests itself with all defects or some', () => {
    expect(readArguments(['mutants', 'no-dlq'])).toMatchObject({ command: 'mutants', names: ['no-dlq'] })
    expect(() => readArguments(['bigbang', 'no-dlq'])).toThrow(UsageError)
  })

  test.each([[['smallbang']], [['bigbang', '--brake', 'x']], [['bigbang', '--setup-seconds', 'soon']], [[]]])(
    '%j is refused',
    (argv) => {
      expect(() => readArguments(argv)).toThrow()
    },
  )
})
