import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { World } from '../world/world.ts'

/** A Node process of the run; its output goes to a file of the run's folder. */
export interface RunProcess {
  readonly name: string
  readonly pid: number
  readonly child: ChildProcess
  readonly ended: Promise<string>
}

/** Starts a main file with the environment of a client of the world. */
export function launch(
  world: World,
  name: string,
  main: URL,
  { args = [], patched = false, ipc = false }: { args?: readonly string[]; patched?: boolean; ipc?: boolean } = {},
): RunProcess {
  const imports = patched ? world.patch.imports.map((module) => `--import=${module}`) : []
  const output = openSync(join(world.files.directory, `${name}.log`), 'a')
  const child = spawn(process.execPath, [fileURLToPath(main), ...args], {
    env: {
      PATH: process.env.PATH,
      ...world.environment(name),
      // Inherited by the child processes of isolated handlers, too.
      NODE_OPTIONS: imports.join(' '),
      NODE_COMPILE_CACHE: join(world.files.directory, 'compile-cache'),
    },
    stdio: ipc ? ['ignore', output, output, 'ipc'] : ['ignore', output, output],
  })
  closeSync(output)
  const pid = child.pid ?? 0
  const forget = world.stack.watch(pid)
  const ended = once(child, 'exit').then(([code, signal]) => {
    forget()
    return `${signal ?? `exit code ${code}`}`
  })
  return { name, pid, child, ended }
}

/** SIGKILL, and SIGCONT for whoever is frozen; resolves once it is gone. */
export async function end({ child, ended }: RunProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await ended
}

const run = promisify(execFile)

/** The processes that `pid` has started, and those that they have started. */
export async function descendants(pid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    pairs.flatMap(([child = 0, of]) => (of === parent ? [child, ...below(child)] : []))
  return below(pid)
}

/** Sends a signal to a process that may be gone; tells whether it was there. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
