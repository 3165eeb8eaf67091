import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type LetterWorld, letterWorld } from '../dead-letters/support.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
let world: LetterWorld
beforeAll(async () => {
  world = await letterWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.stop())

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** The command as an operator runs it: a process of its own. */
function academy(args: string, env: Record<string, string | undefined> = world.servers.env): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args.split(' ')], { env }, (error, out, text) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, error: text })
    })
  })
}
const here = '--channel aiJobsLite'

test('P-13 P-16 list, show and redrive a DEAD job', async () => {
  const dead = await world.dead()
  await world.letter('no json', { reason: 'not_json' })
  const listed = await academy(`dlq list ${here} --json`)
  expect(listed).toMatchObject({ code: 0, error: '' })
  expect(JSON.parse(listed.out)).toMatchObject({ total: 2, by_reason: { provider_unavailable: 1, not_json: 1 } })

  const shown = await academy(`dlq show ${here} --job ${dead.jobId} --json`)
  expect(shown).toMatchObject({ code: 0, error: '' })
  const [letter] = JSON.parse(shown.out).letters
  expect(letter).toMatchObject({
    ...{ job_id: dead.jobId, message_group_id: dead.tenantId, redrive: { action: 'redrive' } },
    ...{ job: { status: 'DEAD', error_code: 'provider_unavailable' } },
  })
  expect(JSON.parse(letter.body).job_id).toBe(dead.jobId)

  const dry = await academy(`dlq redrive --dry-run ${here} --reason provider_unavailable --json`)
  expect(dry.code).toBe(0)
  expect(JSON.parse(dry.out)).toMatchObject({ dry_run: true, counts: { redriven: 1 } })
  expect(await world.row(dead.jobId)).toMatchObject({ status: 'DEAD' })

  const redriven = await academy(`dlq redrive ${here} --tenant ${dead.tenantId} --rate 20 --json`)
  expect(redriven).toMatchObject({ code: 0, error: '' })
  const { correlation_id: run } = JSON.parse(redriven.out)
  expect(await world.row(dead.jobId)).toMatchObject({ status: 'PENDING', fence: String(dead.fence + 1) })
  expect(await world.audits()).toMatchObject([
    { job_id: dead.jobId, action: 'redrive', detail: { correlation_id: run, operator: expect.stringMatching(/./) } },
  ])
  expect(await world.messages()).toHaveLength(1)
})

test('P-16 what must be left is said with its rule, exit code 1', async () => {
  await world.letter('no json', { reason: 'not_json' })
  const { code, out } = await academy(`dlq redrive ${here}`)
  expect(code).toBe(1)
  expect(out).toMatch(/^refused .* not_json .* does not keep the current contract: .*#/)
  expect(out).toMatch(/\n1 refused\n$/)
  expect(await world.letters()).toHaveLength(1)
})

test('P-16 discard takes what is named; everything only when that is said', async () => {
  await world.letter('no json', { reason: 'not_json' })
  const refused = await academy('dlq discard')
  expect(refused).toEqual({
    ...{ code: 2, out: '', error: 'academy dlq discard: it would be every letter: say which, or --all\n' },
  })
  expect(await academy(`dlq discard ${here} --older-than 1h`)).toMatchObject({ code: 0, out: 'no letter fits\n' })
  expect(await world.letters()).toHaveLength(1)
  expect(await academy('dlq discard --all --rate 50')).toMatchObject({
    ...{ code: 0, error: '', out: expect.stringMatching(/\n1 discarded\n$/) },
  })
  expect(await world.letters()).toEqual([])
  expect(await world.audits()).toMatchObject([{ action: 'discard', detail: { reason: 'not_json' } }])
})

test('what came with a message cannot speak to the terminal', async () => {
  await world.letter(JSON.stringify({ type: 'ai.job', job_id: '\u001b[31mred' }), { reason: 'contract_violation' })
  const { out } = await academy(`dlq list ${here}`)
  expect(out).toContain('[31mred')
  expect(out).not.toContain('\u001b')
})

test('a long run says how far it is; Ctrl-C puts back what is left', async () => {
  for (let at = 0; at < 12; at += 1) await world.letter(`no json ${at}`, { reason: 'not_json' })
  const child = spawn(process.execPath, [main, 'dlq', 'discard', '--channel', 'aiJobsLite', '--rate', '2', '--json'], {
    env: { ...world.servers.env },
  })
  let [out, error] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => {
    error += text
    child.kill('SIGINT')
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(error).toMatch(/^academy dlq discard: \d+ done, about 12 were there\n$/)
  const { interrupted, total } = JSON.parse(out)
  expect(interrupted).toBe(true)
  expect(await world.listed()).toHaveLength(12 - total)
})

describe('wrong usage ends with 2, one line, and touches nothing', () => {
  test.each([
    'dlq',
    'dlq show',
    'dlq list --channel nowhere',
    'dlq list --reason because',
    'dlq list --type nothing',
    'dlq list --tenant NOBODY',
    'dlq list --older-than yesterday',
    'dlq list --limit 0',
    'dlq redrive --rate 0',
    'dlq redrive --rate fast',
    'dlq redrive stray',
  ])('academy %s', async (args) => {
    const { code, out, error } = await academy(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error.trimEnd()).not.toContain('\n')
  })

  test('P-44 a configuration that is not there is named', async () => {
    const { code, error } = await academy('dlq redrive', { ACADEMY_ENV: 'local' })
    expect(code).toBe(2)
    expect(error).toContain('DATABASE_URL_MIGRATOR is not set')
  })
})

test('nothing found: list says so, show ends with 1', async () => {
  expect(await academy(`dlq list ${here}`)).toEqual({ code: 0, out: 'no dead letters\n', error: '' })
  expect(await academy(`dlq show ${here} --message nothing`)).toMatchObject({ code: 1, out: '' })
})
