import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const child = fileURLToPath(new URL('./child.ts', import.meta.url))

/** What is measured in a process of its own. */
export type Mode = 'read' | 'worker' | 'database'

/** What a child tells. */
export interface Measured {
  readonly seconds: number
  readonly rows: number
  /** Processor time of the child alone, the database's not included. */
  readonly cpuSeconds: number
  readonly rssMb: number
  readonly statements: number
}

/** @throws Error when the child fails or answers nothing */
export async function measureInChild(
  mode: Mode,
  file: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
  signal: AbortSignal,
): Promise<Measured> {
  const running = spawn(process.execPath, [...flags, child, mode, file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
    killSignal: 'SIGKILL',
  })
  const [output, [code, killed]] = await Promise.all([text(running.stdout), once(running, 'exit')])
  if (code !== 0) throw new Error(`the measurement of ${mode} ended with ${killed ?? code}`)
  return JSON.parse(output) as Measured
}
