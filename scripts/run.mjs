// `npm run X -- …` for every command of this workspace, on a machine that has only some Node >= 14 and npm: sets the
// checkout up when that is needed, then hands over to the entry with the right Node, its arguments and its exit code.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root } from './node-runtime.mjs'
import { binaries, environment, lastSetup, setup } from './setup.mjs'

const tool = (name, ...args) => ({ command: join(binaries, name), args })
const entry = (file, ...args) => ({ command: join(binaries, 'node'), args: [join(root, file), ...args], file })

const commands = {
  start: (ready) => entry('conformance/src/main.ts', 'bigbang', '--setup-seconds', String(ready.seconds)),
  dev: () => entry('packages/stack/src/dev.ts'),
  test: () => entry('scripts/test.mjs'),
  'test:laws': () => entry('scripts/test-laws.mjs'),
  bench: () => entry('packages/workers/bench/main.ts'),
  codegen: () => entry('codegen/src/main.ts'),
  contract: () => entry('codegen/src/contract.ts'),
  conformance: () => entry('conformance/src/main.ts'),
  model: () => entry('model/src/main.ts'),
  chaos: () => entry('packages/chaos/src/main.ts'),
  lint: () => entry('scripts/lint.mjs'),
  typecheck: () => tool('tsc', '-p', 'tsconfig.json'),
  format: () => tool('biome', 'check', '--write', '.'),
}

const [name, ...given] = process.argv.slice(2)
if (name === 'setup') {
  setup()
} else if (Object.keys(commands).includes(name)) {
  hand(commands[name](lastSetup() || setup()))
} else {
  fail(`known commands: setup ${Object.keys(commands).join(' ')}`)
}

function hand({ command, args, file }) {
  if (file && !existsSync(join(root, file))) fail(`${name}: ${file} is not there`)
  const child = spawn(command, [...args, ...given], { cwd: root, env: environment(), stdio: 'inherit' })
  // Ctrl-C in a terminal reaches the child by itself; it stops in its own order, and we end with its exit code.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('error', (error) => fail(`${name}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(signal === null ? code : signal === 'SIGINT' ? 130 : 143))
}
