import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const sdk = fileURLToPath(new URL('../..', import.meta.url))

/** Names of everything that a package brings along when it is installed. */
function dependencyTree(folder: string, seen = new Map<string, string>()): Map<string, string> {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const found = resolve(folder, name)
    if (found === undefined || seen.has(found)) continue
    seen.set(found, name)
    dependencyTree(found, seen)
  }
  return seen
}

function resolve(folder: string, name: string): string | undefined {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    try {
      return dirname(realpathSync(join(at, 'node_modules', name, 'package.json')))
    } catch {}
  }
  return undefined
}

test('the SDK installs no schema compiler: its validators are generated', () => {
  const names = [...dependencyTree(sdk).values()]
  expect(names).toContain('ioredis')
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => /^(ajv|ajv-formats|@asyncapi\/|json-schema|esbuild)/.test(name))).toEqual([])
})

test('P-45 the same look at the API, whose server brings one, finds it', () => {
  const api = fileURLToPath(new URL('../../../api', import.meta.url))
  expect([...dependencyTree(api).values()]).toContain('ajv')
})
