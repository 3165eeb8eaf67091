// Makes a fresh checkout ready to run, and a ready one in no time. Runs on any Node >= 14 without dependencies.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { ensureNode, fail, root } from './node-runtime.mjs'

const pnpm = 'pnpm@12.21.0'
const record = join(root, '.academy', 'setup.json')
export const binaries = join(root, 'node_modules', '.bin')

/** The environment of everything that runs in this workspace: its own Node and tools come first on PATH. */
export const environment = () => ({
  ...process.env,
  PATH: [binaries, process.env.PATH].filter(Boolean).join(delimiter),
})

/** What the last set-up that had something to install took; `undefined` when there is no usable one. */
export function lastSetup() {
  try {
    const found = JSON.parse(readFileSync(record, 'utf8'))
    const ready = found.key === key() && existsSync(join(binaries, 'node')) && existsSync(join(binaries, 'vitest'))
    return ready ? found : undefined
  } catch {
    return undefined
  }
}

/** Does the whole set-up and records it. Progress goes to stderr: stdout belongs to the command that follows. */
export function setup() {
  const begun = Date.now()
  const before = lastSetup()
  const node = step('Node', () => {
    const found = ensureNode()
    return [found, version(found)]
  })
  const installed = before === undefined
  if (installed) step('packages', () => [install(), pnpm])
  linkNode(node)
  step('servers', () => [undefined, prepare(node)])
  const seconds = Math.round((Date.now() - begun) / 100) / 10
  // Repeating it changes nothing, so what the real set-up took stays on record.
  if (installed) {
    mkdirSync(dirname(record), { recursive: true })
    writeFileSync(
      record,
      `${JSON.stringify({ key: key(), seconds, node: version(node), at: new Date().toISOString() })}\n`,
    )
  }
  console.error(`set-up: ready after ${seconds.toFixed(1)} s`)
  return (
    lastSetup() ||
    fail('set-up: packages are missing although the installation succeeded; remove node_modules and repeat')
  )
}

function step(name, work) {
  const begun = Date.now()
  const [value, detail] = work()
  console.error(`set-up: ${name.padEnd(8)} ${((Date.now() - begun) / 1000).toFixed(1).padStart(5)} s  ${detail}`)
  return value
}

/** Changes when an installation would. */
function key() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return hash.update(`${process.platform}-${process.arch}`).digest('hex').slice(0, 16)
}

function install() {
  const args = ['--yes', pnpm, 'install', '--frozen-lockfile']
  // CI=true: pnpm never asks, and there may be nobody to answer.
  const done = spawnSync('npx', args, {
    cwd: root,
    env: { ...process.env, CI: 'true' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (done.error) fail(`set-up: npx cannot be run (${done.error.message}): install Node with npm from nodejs.org`)
  if (done.status === 0) return
  console.error(`${done.stdout}${done.stderr}`.trim().split('\n').slice(-15).join('\n'))
  fail(
    `set-up: ${pnpm} install failed: is the npm registry within reach, and does pnpm-lock.yaml fit the package.json files?`,
  )
}

/** Tools in node_modules/.bin look for `node` on PATH and must find the one that is new enough. */
function linkNode(node) {
  const link = join(binaries, 'node')
  mkdirSync(binaries, { recursive: true })
  try {
    lstatSync(link)
    rmSync(link)
  } catch {
    // There was none.
  }
  symlinkSync(node, link)
}

/** Fetches what the local servers need and packages do not bring. */
function prepare(node) {
  const done = spawnSync(node, [join(root, 'packages/stack/src/prepare.ts')], {
    cwd: root,
    env: environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (done.status === 0) return done.stdout.trim()
  process.stderr.write(done.stderr)
  return process.exit(2)
}

const version = (node) => spawnSync(node, ['-v'], { encoding: 'utf8' }).stdout.trim()
