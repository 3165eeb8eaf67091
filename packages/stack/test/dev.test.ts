import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { curls } from '../src/dev/curls.ts'

const program = fileURLToPath(new URL('../src/dev.ts', import.meta.url))
const contract = readFileSync(new URL('../../../openapi.yaml', import.meta.url), 'utf8')

async function start(temporary: string): Promise<{ child: ChildProcess; output: string[] }> {
  const env = { ...process.env, TMPDIR: temporary }
  const child = spawn('node', [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => output.push(line))
  await vi.waitFor(() => expect(output.join('\n')).toMatch(/^ready:/m), { timeout: 40_000, interval: 100 })
  return { child, output }
}

const exported = (output: string[], name: string) =>
  output.find((line) => line.startsWith(`export ${name}=`))?.slice(`export ${name}=`.length) ?? ''

const get = (output: string[], path: string) =>
  fetch(`${exported(output, 'API')}${path}`, { headers: { authorization: `Bearer ${exported(output, 'TOKEN')}` } })

describe('npm run dev', { timeout: 90_000 }, () => {
  it.each([
    ['SIGINT', 0],
    ['SIGKILL', null],
  ] as const)('serves the demo tenant, and leaves nothing after %s', async (signal, code) => {
    const temporary = mkdtempSync(join(tmpdir(), 'academy-dev-test-'))
    const { child, output } = await start(temporary)
    expect((await get(output, '/api/v1/jobs/')).status).toBe(200)
    expect((await get(output, '/health')).status).toBe(200)
    child.kill(signal)
    expect((await once(child, 'exit'))[0]).toBe(code)
    await vi.waitFor(() => expect(readdirSync(temporary)).toEqual([]), { timeout: 15_000, interval: 100 })
    await expect(get(output, '/health')).rejects.toThrow()
    rmSync(temporary, { recursive: true })
  })
})

describe('curls', () => {
  it('has one for each operation of the contract', () => {
    const operations = [...contract.matchAll(/^ +operationId: (\w+)$/gm)].map(([, id]) => id)
    expect(operations.length).toBeGreaterThan(10)
    expect(
      curls(contract)
        .map(({ operationId }) => operationId)
        .sort(),
    ).toEqual(operations.sort())
  })

  it('sends the token, the method, ids as variables and the contract’s example', () => {
    const of = (id: string) => curls(contract).find(({ operationId }) => operationId === id)?.command
    expect(of('getJob')).toBe('curl -sS -H "authorization: Bearer $TOKEN" "$API/api/v1/jobs/$JOB_ID/"')
    expect(of('getLiveness')).toBe('curl -sS "$API/healthz"')
    expect(of('createJob')).toMatch(
      /^curl -sS -X POST .* -d '\{"job_type":"excel_parsing".*\}' "\$API\/api\/v1\/jobs\/"$/,
    )
    expect(of('bulkCreateStudentsFromExcel')).toContain('-F file=@roster.xlsx')
  })
})
