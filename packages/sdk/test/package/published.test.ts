import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const sdk = fileURLToPath(new URL('../..', import.meta.url))
const { publishConfig, files, exports, ...manifest } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'))
let project: string
let installed: string

/** Installs the package as it is published, below node_modules, where Node strips no types. */
beforeAll(() => {
  execFileSync(process.execPath, [join(sdk, 'build.mjs')])
  project = mkdtempSync(join(tmpdir(), 'academy-published-'))
  installed = join(project, 'node_modules', '@academy', 'sdk')
  mkdirSync(installed, { recursive: true })
  for (const entry of files) cpSync(join(sdk, entry), join(installed, entry), { recursive: true })
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ ...manifest, ...publishConfig }))
  symlinkSync(join(sdk, 'node_modules'), join(installed, 'node_modules'))
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
}, 60_000)
afterAll(() => rmSync(project, { recursive: true, force: true }))

const run = (code: string) =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: project, encoding: 'utf8' })

describe('the published package', () => {
  it('offers the same entries as the workspace, each with its types', () => {
    expect(Object.keys(publishConfig.exports)).toEqual(Object.keys(exports))
    for (const [name, target] of Object.entries<{ types: string }>(publishConfig.exports)) {
      if (typeof target === 'object') expect([name, existsSync(join(installed, target.types))]).toEqual([name, true])
    }
  })

  it.each(Object.keys(publishConfig.exports).filter((name) => name !== './package.json'))(
    '%s can be imported',
    (name) => {
      const out = run(`const m = await import('@academy/sdk${name.slice(1)}'); console.log(Object.keys(m).length)`)
      expect(Number(out)).toBeGreaterThan(0)
    },
  )

  it('brings its migrations, its command line and the main file of isolated work', () => {
    const out = run(`
      import { sdkMigrations } from '@academy/sdk/database'
      import { readdirSync } from 'node:fs'
      console.log(readdirSync(sdkMigrations).length)`)
    expect(Number(out)).toBeGreaterThanOrEqual(3)
    expect(
      execFileSync(process.execPath, [join(installed, publishConfig.bin.academy), '--help'], { encoding: 'utf8' }),
    ).toContain('migrate')
    expect(existsSync(join(installed, 'dist/worker/isolated-main.js'))).toBe(true)
  })
})
