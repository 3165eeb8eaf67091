import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { which } from '../src/processes/which.ts'
import { redisBinary } from '../src/redis/binary.ts'
import { Unavailable } from '../src/unavailable.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'academy-prerequisites-'))
afterAll(() => rmSync(work, { recursive: true }))

function folderWith(name: string, mode: number): string {
  const folder = mkdtempSync(join(work, 'bin-'))
  writeFileSync(join(folder, name), '#!/bin/sh\n')
  chmodSync(join(folder, name), mode)
  return folder
}

const node = (args: readonly string[], options: object = {}) =>
  spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', ...options })

describe('what the servers need', () => {
  it('takes redis-server from PATH first, then valkey-server', () => {
    const valkey = folderWith('valkey-server', 0o755)
    const redis = folderWith('redis-server', 0o755)
    expect(redisBinary(`${valkey}:${redis}`).path).toBe(join(redis, 'redis-server'))
    expect(redisBinary(valkey).path).toBe(join(valkey, 'valkey-server'))
  })

  it('passes over files that cannot be run', () => {
    expect(which(['redis-server'], folderWith('redis-server', 0o644))).toBeUndefined()
  })

  it('says in one line how to get Redis when there is none and no Debian packages', () => {
    const find = () => redisBinary(work, join(work, 'nothing-unpacked'))
    expect(find).toThrow(Unavailable)
    expect(find).toThrow(/^Redis: .*apt install redis-server, brew install redis, or set REDIS_URL[^\n]*$/)
  })
})

describe('what the scripts need', () => {
  const old = (platform: string, at = root, env = {}) => {
    const code = `import('${join(at, 'scripts/node-runtime.mjs')}').then((m) => m.ensureNode('20.20.2', '${platform}'))`
    return node(['--input-type=module', '-e', code], { env: { ...process.env, ...env } })
  }

  it('says in one line which Node is needed where none can be fetched, exit 2', () => {
    const { status, stderr } = old('sunos-sparc')
    expect(status).toBe(2)
    expect(stderr).toBe('Node 22.18 or newer is needed and this is 20.20.2; install it from nodejs.org\n')
  })

  it('says the same when the registry is out of reach', () => {
    const copy = join(work, 'checkout')
    mkdirSync(copy)
    cpSync(join(root, 'scripts'), join(copy, 'scripts'), { recursive: true })
    const nowhere = {
      npm_config_registry: 'http://127.0.0.1:1/',
      npm_config_fetch_retries: '0',
      npm_config_cache: join(work, 'cache'),
    }
    const { status, stderr } = old('linux-x64', copy, nowhere)
    expect(status).toBe(2)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^Node 22\.18 or newer is needed.*could not be fetched \(.+\): install Node from nodejs\.org$/,
    )
  }, 60_000)

  it('forwards arguments and exit codes, and knows its commands', () => {
    const unknown = node(['scripts/run.mjs', 'strat'])
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringMatching(/^known commands: setup start /)])
    expect(node(['scripts/run.mjs', 'contract', 'lint']).status).toBe(0)
    const wrong = node(['scripts/run.mjs', 'contract', 'no-such-verb'])
    expect(wrong.status).toBe(2)
    expect(wrong.stdout + wrong.stderr).toContain('usage: contract lint')
  }, 60_000)
})
