import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { discardLetters, redriveLetters } from '../../src/dead-letters/index.ts'
import { buildMessage } from '../../src/messages/index.ts'
import { relayOnce, tenantWindow } from '../../src/outbox/index.ts'
import { deadLetterAttributes } from '../../src/queues/index.ts'
import { whenReady } from '../../src/redis/index.ts'
import { type LetterWorld, letterWorld, options } from './support.ts'

let world: LetterWorld
beforeAll(async () => {
  world = await letterWorld()
  await whenReady(world.redis, 5)
})
beforeEach(() => world.reset())
afterAll(() => world.stop())

const redrive = (more: Partial<typeof options> = {}) => redriveLetters(world.resources, { ...options, ...more })
const actions = async (run: ReturnType<typeof redrive>) => (await run).map(({ action }) => action)

describe('a DEAD job', () => {
  test('P-13 is PENDING again under its own id, with an audit row; its message goes out as it was', async () => {
    const dead = await world.dead()
    const [letter] = await world.letters()
    expect(await actions(redrive())).toEqual(['redriven'])
    expect(await world.row(dead.jobId)).toMatchObject({
      ...{ status: 'PENDING', attempt: 0, crashes: 0, fence: String(dead.fence + 1), error_code: null },
    })
    expect(await world.audits()).toEqual([
      {
        ...{ job_id: dead.jobId, tenant_id: dead.tenantId, action: 'redrive' },
        detail: expect.objectContaining({
          ...{ operator: 'test', correlation_id: 'dlq-test', from_error: 'provider_unavailable' },
          ...{ message_id: letter?.MessageId, queue: world.names.dlqName },
        }),
      },
    ])
    const [message] = await world.messages()
    expect(message?.Body).toBe(letter?.Body)
    expect(message?.Attributes?.MessageGroupId).toBe(dead.tenantId)
    expect(message?.MessageAttributes?.job_id?.StringValue).toBe(dead.jobId)
    expect(Object.keys(message?.MessageAttributes ?? {})).not.toContain(deadLetterAttributes.reason)
    expect(await world.letters()).toEqual([])
    expect((await world.admin.query('SELECT FROM outbox')).rowCount).toBe(0)
    expect((await world.progress.read(dead.tenantId, dead.jobId)).status).toMatchObject({ status: 'PENDING' })
  })

  test('P-16 keeps its letter when the transaction fails', async () => {
    const dead = await world.dead()
    await world.refuseAudits(true)
    await expect(redrive()).rejects.toThrow('refused')
    await world.refuseAudits(false)
    expect(await world.row(dead.jobId)).toMatchObject({ status: 'DEAD', fence: String(dead.fence) })
    expect(await world.letters()).toHaveLength(1)
    expect(await world.messages()).toEqual([])
  })

  test('P-05 a redrive that dies before it deletes the letter redrives nothing twice', async () => {
    const dead = await world.dead()
    const clear = world.servers.sqs.front.fault({
      ...{ kind: 'error', action: 'DeleteMessage', queue: world.names.dlqName, status: 400, code: 'InvalidAddress' },
      count: null,
    })
    await expect(redrive()).rejects.toThrow()
    clear()
    expect(await world.row(dead.jobId)).toMatchObject({ status: 'PENDING' })
    expect(await world.letters()).toHaveLength(1)
    expect(await actions(redrive())).toEqual(['removed'])
    expect(await world.row(dead.jobId)).toMatchObject({ status: 'PENDING', fence: String(dead.fence + 1) })
    expect(await world.letters()).toEqual([])
    expect(await world.messages()).toHaveLength(1)
  })

  test('P-04 is sent by the relay when the queue does not take it', async () => {
    const dead = await world.dead()
    const clear = world.servers.sqs.front.fault({
      ...{ kind: 'error', action: 'SendMessage', queue: world.names.queueName, status: 503, count: null },
    })
    expect(await actions(redrive())).toEqual(['redriven'])
    clear()
    expect(await world.letters()).toEqual([])
    expect(await world.messages()).toEqual([])
    await world.admin.query('UPDATE outbox SET relay_after = now()')
    await relayOnce({ ...world, pool: world.relay })
    const [message] = await world.messages()
    expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({ job_id: dead.jobId, tenant_id: dead.tenantId })
  })

  test('keeps to its tenant’s window: without a place it waits in the outbox', async () => {
    const dead = await world.dead()
    await Promise.all(Array.from({ length: tenantWindow('ai') }, () => world.job(dead.tenantId)))
    await world.admin.query(`UPDATE jobs SET admitted = true WHERE status = 'PENDING'`)
    expect(await actions(redrive())).toEqual(['redriven'])
    expect(await world.messages()).toEqual([])
    expect(await world.letters()).toEqual([])
    const owed = await world.admin.query('SELECT FROM outbox WHERE job_id = $1 AND NOT admitted', [dead.jobId])
    expect(owed.rowCount).toBe(1)
  })

  test('P-03 two redrives at once give it one new life', async () => {
    const dead = await world.dead()
    const [letter] = await world.letters()
    await world.letter(letter?.Body ?? '', { reason: 'provider_unavailable', tenant: dead.tenantId })
    const both = (await Promise.all([redrive(), redrive()])).flat().map(({ action }) => action)
    expect(both.filter((action) => action === 'redriven')).toHaveLength(1)
    expect(await world.row(dead.jobId)).toMatchObject({ fence: String(dead.fence + 1) })
    const audits = await world.audits()
    expect(audits.filter(({ action }) => action === 'redrive')).toHaveLength(1)
  })

  test('P-25 stays DEAD when its own row no longer keeps the contract', async () => {
    const dead = await world.dead()
    await world.admin.query(
      `UPDATE jobs SET payload = payload || '{"object_key": "excel/x/y.xlsx"}' WHERE job_id = $1`,
      [dead.jobId],
    )
    expect(await redrive()).toMatchObject([{ action: 'refused', pointer: expect.stringMatching(/#/) }])
    expect(await world.row(dead.jobId)).toMatchObject({ status: 'DEAD' })
    expect(await world.letters()).toHaveLength(1)
  })
})

describe('a quarantined message', () => {
  test('P-16 that still breaks the contract stays, with the rule that it breaks', async () => {
    await world.letter('no json', { reason: 'not_json' })
    await world.letter(JSON.stringify({ type: 'ai.job' }), { reason: 'contract_violation' })
    const outcomes = await redrive()
    expect(outcomes.map(({ action }) => action)).toEqual(['refused', 'refused'])
    expect(outcomes.every(({ pointer }) => pointer?.includes('#'))).toBe(true)
    expect(await world.letters()).toHaveLength(2)
    expect(await world.audits()).toEqual([])
  })

  test('P-16 without a row goes back as it was once it keeps the contract, with an audit row', async () => {
    const tenant = await world.tenant()
    const job = await world.job(tenant)
    await world.admin.query('TRUNCATE outbox, jobs CASCADE')
    const body = JSON.stringify({ ...buildMessage(job), field_of_tomorrow: 1 })
    await world.letter(body, { reason: 'newer_schema_version', tenant, extra: { producer: 'python', stage: 'two' } })
    expect(await actions(redrive())).toEqual(['resent'])
    const [message] = await world.messages()
    expect(message).toMatchObject({ Body: body, Attributes: { MessageGroupId: tenant } })
    const texts = Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue])
    expect(Object.fromEntries(texts)).toEqual({ producer: 'python', stage: 'two' })
    expect(await world.letters()).toEqual([])
    expect(await world.audits()).toMatchObject([
      { job_id: null, tenant_id: null, action: 'redrive', detail: { claimed_job_id: job.jobId } },
    ])
  })

  test('P-01 whose job is alive goes back: it may be the job’s only message', async () => {
    const tenant = await world.tenant()
    const job = await world.job(tenant)
    await world.letter(JSON.stringify(buildMessage(job)), { tenant })
    expect(await actions(redrive())).toEqual(['resent'])
    expect(await world.messages()).toHaveLength(1)
    expect(await world.row(job.jobId)).toMatchObject({ status: 'PENDING', fence: '0' })
  })

  test('P-25 that names another tenant than its row is refused', async () => {
    const job = await world.dead()
    const [own] = await world.letters()
    await discardLetters(world.resources, options)
    const stranger = await world.tenant()
    const body = (own?.Body ?? '').replaceAll(job.tenantId, stranger)
    await world.letter(body, { reason: 'tenant_mismatch', tenant: stranger })
    expect(await actions(redrive())).toEqual(['refused'])
    expect(await world.row(job.jobId)).toMatchObject({ status: 'DEAD' })
  })
})

describe('a run', () => {
  test('dry, it says the same and changes nothing', async () => {
    const dead = await world.dead()
    await world.letter('no json', { reason: 'not_json' })
    const begun = world.servers.sqs.front.log().length
    const dry = await redrive({ dryRun: true })
    expect(dry.map(({ action }) => action).sort()).toEqual(['redriven', 'refused'])
    const targets = new Set(
      world.servers.sqs.front
        .log()
        .slice(begun)
        .map(({ target }) => target),
    )
    expect([...targets].filter((target) => /Send|Delete/.test(target))).toEqual([])
    expect(await world.row(dead.jobId)).toMatchObject({ status: 'DEAD', fence: String(dead.fence) })
    expect(await world.audits()).toEqual([])
    expect(await world.listed()).toHaveLength(2)
  })

  test('P-38 keeps to its rate', async () => {
    for (let at = 0; at < 5; at += 1) await world.letter(`no json ${at}`, { reason: 'not_json' })
    await discardLetters(world.resources, { ...options, perSecond: 4 })
    const at = world
      .requests('DeleteMessage', world.names.dlqName)
      .slice(-5)
      .map((entry) => Date.parse(entry.at))
    expect(at).toHaveLength(5)
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(900)
  })

  test('takes only what the filter means, and no more than its limit', async () => {
    const [first, second] = [await world.dead(), await world.dead({}, 'transcode_failed')]
    expect(await actions(redrive({ filter: { reason: 'transcode_failed' } }))).toEqual(['redriven'])
    expect(await world.row(first.jobId)).toMatchObject({ status: 'DEAD' })
    expect(await world.row(second.jobId)).toMatchObject({ status: 'PENDING' })
    await world.letter('no json', { reason: 'not_json' })
    expect(await discardLetters(world.resources, { ...options, limit: 1 })).toHaveLength(1)
    expect(await world.letters()).toHaveLength(1)
  })

  test('that is interrupted puts back what it has not dealt with', async () => {
    for (let at = 0; at < 4; at += 1) await world.letter(`no json ${at}`, { reason: 'not_json' })
    const stop = new AbortController()
    const discarded = await discardLetters(world.resources, {
      ...options,
      signal: stop.signal,
      onOutcome: () => stop.abort(),
    })
    expect(discarded).toHaveLength(1)
    expect(await world.listed()).toHaveLength(3)
  })
})

describe('discard', () => {
  test('P-16 leaves an audit row, with what it was and without what it said; the job stays DEAD', async () => {
    const dead = await world.dead()
    const secret = `no json ${randomUUID()}`
    await world.letter(secret, { reason: 'not_json' })
    await discardLetters(world.resources, options)
    expect(await world.letters()).toEqual([])
    expect(await world.row(dead.jobId)).toMatchObject({ status: 'DEAD', fence: String(dead.fence) })
    const audits = await world.audits()
    expect(audits).toHaveLength(2)
    expect(audits).toContainEqual(
      expect.objectContaining({
        ...{ job_id: null, action: 'discard' },
        detail: expect.objectContaining({
          reason: 'not_json',
          body_bytes: secret.length,
          body_sha256: expect.any(String),
        }),
      }),
    )
    expect(JSON.stringify(audits)).not.toContain(secret)
  })

  test('P-16 keeps the letter when it cannot say so', async () => {
    await world.letter('no json', { reason: 'not_json' })
    await world.refuseAudits(true)
    await expect(discardLetters(world.resources, options)).rejects.toThrow('refused')
    await world.refuseAudits(false)
    expect(await world.letters()).toHaveLength(1)
  })
})
