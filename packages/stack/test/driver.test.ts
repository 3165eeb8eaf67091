import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'

const program = fileURLToPath(new URL('../src/driver/main.ts', import.meta.url))

/** A driver as a conformance suite would hold it. */
function start() {
  const child = spawn('node', [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = new Map<number, (answer: { result?: unknown; error?: string }) => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { id?: number }
    if (message.id !== undefined) answers.get(message.id)?.(message as never)
  })
  const call = (verb: string, args: object = {}) =>
    new Promise<{ result?: unknown; error?: string }>((resolve) => {
      const id = answers.size + 1
      answers.set(id, resolve)
      child.stdin.write(`${JSON.stringify({ id, verb, args })}\n`)
    })
  return { child, call }
}

/** Processes below this one, as /proc shows them; those that only wait to be buried are gone. */
function below(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    try {
      const [state, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      if (/^\d+$/.test(name) && state !== 'Z') parents.set(Number(name), Number(parent))
    } catch {
      // It ended while we looked.
    }
  }
  const found = [pid]
  for (const each of found) for (const [child, parent] of parents) if (parent === each) found.push(child)
  return found.slice(1)
}

const alive = (pids: number[]): number[] =>
  pids.filter((pid) => existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))

async function everythingUp() {
  const workDir = join(tmpdir(), `academy-driver-test-${randomUUID()}`)
  const { child, call } = start()
  const verbs: [string, object][] = [
    ['init', { work_dir: workDir }],
    ['db.drop', {}],
    ['db.migrate', {}],
    ['queues.provision', {}],
    ['tenant.create', { id: 'hanbit', name: '한빛학원', tier: 'lite' }],
    ['api.start', {}],
    ['worker.start', { fleet: 'ai', name: 'ai-1' }],
  ]
  for (const [verb, args] of verbs) expect([verb, (await call(verb, args)).error]).toEqual([verb, undefined])
  return { child, call, workDir, pids: below(child.pid as number) }
}

async function nothingLeft(child: ChildProcess, pids: number[], workDir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  await vi.waitFor(() => expect(alive(pids)).toEqual([]), { timeout: 15_000, interval: 100 })
  await vi.waitFor(() => expect(readdirSync(tmpdir())).not.toContain(workDir.split('/').at(-1)), { timeout: 5000 })
}

describe('the reference driver', { timeout: 90_000 }, () => {
  it('brings the whole system up and leaves nothing when its input ends', async () => {
    const { child, pids, workDir } = await everythingUp()
    expect(pids.length).toBeGreaterThan(4)
    child.stdin?.end()
    await nothingLeft(child, pids, workDir)
  })

  it('leaves no process and no folder when it is killed', async () => {
    const { child, pids, workDir } = await everythingUp()
    child.kill('SIGKILL')
    await nothingLeft(child, pids, workDir)
  })

  it('answers what it does not know with an error and goes on', async () => {
    const { child, call } = start()
    expect((await call('db.fly')).error).toContain('db.fly')
    expect((await call('db.drop')).error).toContain('init comes first')
    child.stdin.end()
    await once(child, 'exit')
  })
})
