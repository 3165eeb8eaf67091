import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { XmlEvents } from '../../../src/ai/adapters/excel/xml-events.ts'
import { hostileFiles } from '../support/hostile-files.ts'
import type { HostileReadings } from '../support/read-hostile-files.ts'
import { rosterFile } from '../support/roster-file.ts'

const child = fileURLToPath(new URL('../support/read-hostile-files.ts', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'hostile-'))
afterAll(() => rmSync(directory, { recursive: true }))

async function readings(files: readonly Buffer[]): Promise<HostileReadings> {
  const paths = files.map((bytes, at) => {
    const path = join(directory, `${at}.xlsx`)
    writeFileSync(path, bytes)
    return path
  })
  const { stdout } = await promisify(execFile)(process.execPath, [child, ...paths])
  return JSON.parse(stdout)
}

describe('hostile files end in a typed error within two seconds of work', () => {
  let hostile: HostileReadings
  let harmless: HostileReadings
  beforeAll(async () => {
    hostile = await readings(hostileFiles.map(({ make }) => make()))
    harmless = await readings([await rosterFile([{ name: 'S', rows: [['이름', '보호자 연락처']] }])])
  }, 90_000)

  test.for(hostileFiles.map(({ name, code }, at) => [name, code, at] as const))('%s', ([, code, at]) => {
    expect(hostile.files[at]?.code).toBe(code)
    expect(hostile.files[at]?.cpuSeconds).toBeLessThan(2)
  })

  test('memory stays bounded: all of them in one process need little more than a harmless file', () => {
    expect(hostile.peakMb - harmless.peakMb).toBeLessThan(60)
  })
})

describe('what the XML parser would hold is bounded', () => {
  const told: string[] = []
  const events = () => new XmlEvents({ open: (name) => void told.push(name), close: () => {} })
  const unreadable = expect.objectContaining({ code: 'file_unreadable' })

  test('elements may be nested a hundred deep, no deeper', () => {
    events().write('<a>'.repeat(100))
    expect(() => events().write('<a>'.repeat(101))).toThrow(unreadable)
  })

  test.each([
    ['text', '<a>'],
    ['an attribute', '<a b="'],
    ['a comment', '<a><!--'],
    ['CDATA', '<a><![CDATA['],
    ['a name', '<a'],
  ])('%s may go on for a megabyte without anything else, no longer', (_, start) => {
    const parser = events()
    parser.write(start)
    const piece = 'x'.repeat(64 * 1024)
    for (let written = 0; written < 15; written += 1) parser.write(piece)
    expect(() => [1, 2].map(() => parser.write(piece))).toThrow(unreadable)
  })
})
