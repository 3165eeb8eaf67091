import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { startStack } from '../src/index.ts'
import { withClient } from '../src/postgres/admin.ts'

interface Held {
  directory: string
  pids: number[]
  ports: number[]
}

const program = fileURLToPath(new URL('fixtures/hold-stack.ts', import.meta.url))

async function hold() {
  const child = spawn('node', [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, held: JSON.parse(line.toString()) as Held }
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.destroy())
    socket.once('error', () => resolve(false))
    socket.once('connect', () => resolve(true))
  })

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** What is left of a stack; nothing is what we want. */
async function remains({ directory, pids, ports }: Held): Promise<unknown[]> {
  const open = []
  for (const port of ports) if (await listens(port)) open.push(port)
  return [...open, ...pids.filter(lives), ...(existsSync(directory) ? [directory] : [])]
}

describe('startStack', { timeout: 60_000 }, () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('leaves no process, port or folder after %s', async (signal) => {
    const { child, held } = await hold()
    expect(await remains(held)).toHaveLength(6)
    child.kill(signal)
    await once(child, 'exit')
    await vi.waitFor(async () => expect(await remains(held)).toEqual([]), { timeout: 10_000, interval: 50 })
  })

  it('recovers committed rows after a crash of the database', async () => {
    await using stack = await startStack()
    const ask = (text: string) => withClient(stack.databaseUrl, async (client) => (await client.query(text)).rows)
    await ask('CREATE TABLE kept AS SELECT 7 AS n')
    await stack.postgres.crash()
    await expect(ask('SELECT 1')).rejects.toThrow()
    await stack.postgres.start()
    expect(await ask('SELECT n FROM kept')).toEqual([{ n: 7 }])
    expect(await ask('SHOW fsync')).toEqual([{ fsync: 'on' }])
  })
})
