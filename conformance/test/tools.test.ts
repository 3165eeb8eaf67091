import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { DriverClient } from '../src/driver/client.ts'
import { History } from '../src/history/history.ts'
import { descendants, readProcess } from '../src/observe/processes.ts'
import { WireLog } from '../src/observe/wire.ts'
import { loadTarget } from '../src/target/target.ts'

const folder = mkdtempSync(join(tmpdir(), 'academy-tools-'))
afterAll(() => rmSync(folder, { recursive: true }))
const reference = loadTarget(fileURLToPath(new URL('../targets/reference.json', import.meta.url)))

describe('the hook that plants patches', () => {
  const hook = pathToFileURL(fileURLToPath(new URL('../mutants/hook/register.mjs', import.meta.url))).href
  const run = (find: string) => {
    writeFileSync(join(folder, 'product.ts'), "const answer: string = 'sound'\nconsole.log(answer)\n")
    writeFileSync(
      join(folder, 'patches.json'),
      JSON.stringify({ patches: [{ file: 'product.ts', find, replace: "'broken'" }] }),
    )
    const notes = mkdtempSync(join(folder, 'notes-'))
    const env = {
      ...process.env,
      NODE_OPTIONS: `--import ${hook}`,
      ACADEMY_HOOK_PATCHES: join(folder, 'patches.json'),
      ACADEMY_HOOK_ROOT: folder,
      ACADEMY_HOOK_NOTES: notes,
    }
    const { stdout, status } = spawnSync(process.execPath, [join(folder, 'product.ts')], { env, encoding: 'utf8' })
    return { stdout: stdout.trim(), status, noted: readdirSync(notes) }
  }

  test('changes a TypeScript file while it is loaded and notes that it did', () => {
    expect(run("'sound'")).toEqual({ stdout: 'broken', status: 0, noted: ['0'] })
  })

  test('fails loudly when its text is not there', () => {
    const { status, noted, stdout } = run("'something else'")
    expect(status).not.toBe(0)
    expect([noted, stdout]).toEqual([[], ''])
  })
})

describe('the driver protocol', () => {
  const withDriver = (script: string) => {
    const file = join(folder, 'driver.mjs')
    writeFileSync(file, script)
    const logs: string[] = []
    const target = { ...reference, driver: { command: ['node', file], env: {}, cwd: folder } }
    return { client: new DriverClient(target, (name, line) => logs.push(`${name}: ${line}`)), logs }
  }
  const echo = `
    import { createInterface } from 'node:readline'
    createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, verb, args } = JSON.parse(line)
      console.log(JSON.stringify({ event: 'log', process: 'api', line: 'asked for ' + verb }))
      if (verb === 'die') { console.error('no such server'); process.exit(3) }
      console.log(JSON.stringify(verb === 'fail' ? { id, error: 'packages/x does not exist' } : { id, result: args }))
    })`

  test('answers, errors and logs find their way', async () => {
    const { client, logs } = withDriver(echo)
    expect(await client.call('init', { a: 1 })).toEqual({ a: 1 })
    await expect(client.call('fail')).rejects.toThrow('packages/x does not exist')
    expect(logs).toContain('api: asked for init')
    await client.close()
    expect(readProcess(client.pid)).toBeUndefined()
  })

  test('a driver that dies fails what waits for it, with its last words', async () => {
    const { client } = withDriver(echo)
    await expect(client.call('die')).rejects.toThrow(/ended \(3\).*/)
    await expect(client.call('init')).rejects.toThrow('gone')
    await client.close()
  })
})

describe('the record of SQS requests', () => {
  test('a request that still waits is recorded once it was answered, and every request once', async () => {
    const entry = (seq: number, answered: boolean) => ({
      ...{
        seq,
        at: '2026-03-02T00:00:00.000Z',
        target: 'ReceiveMessage',
        queue: 'q',
        input: {},
        client: { port: 1, userAgent: 'x' },
      },
      ...(answered && { outcome: 'answered', ms: 7, status: 200, output: {} }),
    })
    let entries = [entry(1, true), entry(2, false), entry(3, true)]
    const server = createServer((request, response) => {
      const since = Number(new URL(request.url ?? '', 'http://x').searchParams.get('since'))
      response.end(
        entries
          .filter(({ seq }) => seq > since)
          .map((each) => `${JSON.stringify(each)}\n`)
          .join(''),
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const history = new History()
    const log = new WireLog(`http://127.0.0.1:${(server.address() as AddressInfo).port}/log`, history)
    await log.drain()
    expect(history.view().of('wire')).toHaveLength(2)
    entries = [entry(1, true), entry(2, true), entry(3, true), entry(4, true)]
    await Promise.all([log.drain(), log.drain()])
    const seen = history.view().of('wire')
    expect(seen).toHaveLength(4)
    expect(seen[0]?.data.endedAt).toBe(Date.parse('2026-03-02T00:00:00.007Z'))
    server.closeAllConnections()
    server.close()
  })
})

describe('processes', () => {
  test('children are found at any depth, and one that has ended is gone', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0'])
    expect(readProcess(pid)).toBeUndefined()
    expect(readProcess(process.pid)?.command).toContain('node')
    expect(descendants(process.ppid).map((each) => each.pid)).toContain(process.pid)
  })
})
