import { readFileSync } from 'node:fs'
import { goldenVectors, schemaVersion, tenantId } from '@academy/sdk/contract'
import { ContractViolation } from '@academy/sdk/errors'
import { buildMessage, type JobRowForMessage, parseMessage } from '@academy/sdk/messages'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jobRows, tenants } from './arbitrary-jobs.ts'

const roster: JobRowForMessage = {
  messageId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0101',
  tenantId: tenantId('haneul-academy'),
  jobId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0201',
  kind: 'ai',
  jobType: 'excel_parsing',
  tier: 'lite',
  payload: {
    object_key: 'excel/haneul-academy/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx',
    kind: 'students',
    password_mode: 'fixed',
  },
  createdAt: new Date('2026-03-02T00:00:00Z'),
  correlationId: 'req-01',
  traceparent: null,
  attempt: 0,
}

const video: JobRowForMessage = {
  ...roster,
  kind: 'video',
  jobType: 'video_transcode',
  payload: {
    video_id: 41,
    file_key: 'tenants/haneul-academy/video/raw/12/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a71.mp4',
    hls_prefix: 'tenants/haneul-academy/video/hls/41/',
  },
}

function violationsOf(job: JobRowForMessage) {
  try {
    buildMessage(job)
  } catch (error) {
    if (error instanceof ContractViolation)
      return error.violations.map(({ pointer, schemaPath }) => ({ pointer, schemaPath }))
    throw error
  }
  return []
}

function refusalOf(change: Record<string, unknown>, job = roster) {
  const parsed = parseMessage(JSON.stringify({ ...buildMessage(job), ...change }))
  return parsed.ok ? 'accepted' : { reason: parsed.reason, field: parsed.violations[0]?.pointer, rule: parsed.pointer }
}

const vectors = [...goldenVectors.aiJobMessage, ...goldenVectors.videoJobMessage, ...goldenVectors.messagingJobMessage]

describe('messages', () => {
  test('every kind of job says its own fields beside the envelope', () => {
    expect(buildMessage(roster)).toEqual({
      schema_version: schemaVersion,
      message_id: roster.messageId,
      type: 'ai.job',
      tenant_id: 'haneul-academy',
      job_id: roster.jobId,
      created_at: '2026-03-02T00:00:00.000Z',
      correlation_id: 'req-01',
      attempt: 1,
      job_type: 'excel_parsing',
      tier: 'lite',
      payload: roster.payload,
    })
    expect(buildMessage(video)).toMatchObject({ type: 'video.job', action: 'transcode', video_id: 41 })
    expect(buildMessage({ ...video, jobType: 'video_delete_objects' })).toMatchObject({ action: 'delete_objects' })
  })

  test('what is built parses, unchanged, for any job', () => {
    fc.assert(
      fc.property(jobRows, (job) => {
        const message = buildMessage(job)
        expect(parseMessage(JSON.stringify(message))).toEqual({ ok: true, message })
      }),
      { numRuns: 100 },
    )
  })

  test.each(vectors.map(({ name, value }) => [name, value]))('the golden vector %s is read', (_name, value) => {
    expect(parseMessage(JSON.stringify(value))).toEqual({ ok: true, message: value })
  })

  test('the same row always gives the same message', () => {
    expect(JSON.stringify(buildMessage(roster))).toBe(JSON.stringify(buildMessage({ ...roster })))
  })

  test('a sender is checked closed: unknown and missing fields are named with their rule', () => {
    expect(violationsOf({ ...roster, payload: { ...roster.payload, password: 'x' } })).toContainEqual({
      pointer: '/payload/password',
      schemaPath: expect.stringMatching(/^schemas\/payloads\/excel-parsing\.json#/),
    })
    expect(violationsOf({ ...roster, payload: { kind: 'students' } }).map(({ pointer }) => pointer)).toContain(
      '/payload/object_key',
    )
    expect(violationsOf({ ...roster, correlationId: 'two words' })).toEqual([
      { pointer: '/correlation_id', schemaPath: 'schemas/common/correlation-id.json#/pattern' },
    ])
  })

  test('P-25 a payload cannot overwrite whose job it is', () => {
    const message = buildMessage({
      ...video,
      payload: { ...video.payload, tenant_id: 'other', job_id: 'x', type: 'ai.job' },
    })
    expect(message).toMatchObject({ tenant_id: 'haneul-academy', job_id: video.jobId, type: 'video.job' })
  })

  test("P-25 an object key under another tenant's prefix is refused by sender and receiver", () => {
    const foreign = roster.payload && {
      ...roster.payload,
      object_key: 'excel/other/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx',
    }
    expect(violationsOf({ ...roster, payload: foreign })).toEqual([
      { pointer: '/payload/object_key', schemaPath: 'asyncapi.yaml#/x-objects' },
    ])
    expect(refusalOf({ payload: foreign })).toEqual({
      reason: 'contract_violation',
      field: '/payload/object_key',
      rule: 'asyncapi.yaml#/x-objects',
    })
    const file = 'tenants/other/video/raw/12/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a71.mp4'
    expect(refusalOf({ file_key: file }, video)).toMatchObject({ field: '/file_key' })
    expect(refusalOf({ hls_prefix: 'tenants/other/video/hls/41/' }, video)).toMatchObject({ field: '/hls_prefix' })
  })

  test("P-25 a tenant whose name begins like another's reaches nothing of it", () => {
    const other = { ...roster, tenantId: tenantId('haneul') }
    expect(violationsOf(other)).toMatchObject([{ pointer: '/payload/object_key' }])
  })

  test("a video cannot be published under another video's prefix", () => {
    expect(refusalOf({ hls_prefix: 'tenants/haneul-academy/video/hls/410/' }, video)).toMatchObject({
      field: '/hls_prefix',
    })
    expect(refusalOf({ hls_prefix: 'tenants/haneul-academy/video/hls/4/' }, video)).toMatchObject({
      field: '/hls_prefix',
    })
  })

  test('a receiver keeps unknown fields, also nested ones', () => {
    const message = { ...buildMessage(roster), hint: { later: [1, 2] }, payload: { ...roster.payload, lane: 3 } }
    expect(parseMessage(JSON.stringify(message))).toEqual({ ok: true, message })
  })

  test('P-15 what is not JSON, or no object, or of no known type is told apart', () => {
    expect(parseMessage('hello')).toEqual({
      ok: false,
      reason: 'not_json',
      violations: [],
      pointer: 'asyncapi.yaml#/defaultContentType',
    })
    expect(parseMessage('')).toMatchObject({ reason: 'not_json' })
    for (const body of ['null', '[]', '7', '"text"'])
      expect(parseMessage(body)).toMatchObject({ reason: 'contract_violation' })
    expect(parseMessage('{}')).toMatchObject({ reason: 'contract_violation', violations: [{ pointer: '/type' }] })
    expect(refusalOf({ type: 'exam.job' })).toMatchObject({
      field: '/type',
      rule: 'schemas/common/envelope.json#/properties/type',
    })
  })

  test('P-16 a violation points into the contract', () => {
    expect(refusalOf({ tenant_id: 'Not A Tenant' })).toEqual({
      reason: 'contract_violation',
      field: '/tenant_id',
      rule: 'schemas/common/tenant-id.json#/pattern',
    })
    expect(refusalOf({ tenant_id: undefined })).toMatchObject({
      field: '/tenant_id',
      rule: 'schemas/common/envelope.json#/required',
    })
    expect(refusalOf({ job_type: 'exam' })).toMatchObject({ field: '/job_type' })
  })

  test('P-16 the rule that a refusal names exists in the contract', () => {
    const bodies = [
      '[]',
      '{}',
      '{"type":"exam.job"}',
      '{"schema_version":"2"}',
      JSON.stringify({ ...buildMessage(roster), tenant_id: 'X' }),
    ]
    for (const body of bodies) {
      const parsed = parseMessage(body)
      const [file = '', rule = ''] = (parsed.ok ? '' : parsed.pointer).split('#')
      const schema: unknown = JSON.parse(readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8'))
      const found = rule
        .split('/')
        .slice(1)
        .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], schema)
      expect(found, `${file}#${rule}`).toBeDefined()
    }
  })

  test('a newer version is told as such before its unknown rules are checked', () => {
    expect(refusalOf({ schema_version: '2', tenant_id: 17, type: 'exam.job' })).toMatchObject({
      reason: 'newer_schema_version',
    })
    expect(refusalOf({ schema_version: '10' })).toMatchObject({ reason: 'newer_schema_version' })
    for (const none of ['0', '', '1.5', 'next', 2, null, '-3', '99999999999999999999']) {
      expect(refusalOf({ schema_version: none })).toMatchObject({
        reason: 'contract_violation',
        field: '/schema_version',
      })
    }
  })

  test('P-15 no body makes it throw', () => {
    const bodies = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.object().map((value) => JSON.stringify(value)),
      // Close to a real message: one field replaced by anything.
      fc
        .tuple(
          jobRows,
          fc.constantFrom('tenant_id', 'type', 'payload', 'video_id', 'hls_prefix', 'schema_version', '__proto__'),
          fc.jsonValue(),
        )
        .map(
          ([job, field, value]) =>
            `${JSON.stringify(buildMessage(job)).slice(0, -1)},${JSON.stringify(field)}:${JSON.stringify(value)}}`,
        ),
    )
    fc.assert(
      fc.property(bodies, (body) => {
        const parsed = parseMessage(body)
        if (!parsed.ok && parsed.reason !== 'not_json') expect(parsed.violations.length).toBeGreaterThan(0)
      }),
      { numRuns: 400 },
    )
  })

  test('P-15 a body nested deeper than the stack is answered', () => {
    const deep = `{"type":"ai.job","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect(parseMessage(deep)).toMatchObject({ ok: false })
    const valid = `${JSON.stringify(buildMessage(roster)).slice(0, -1)},"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect(parseMessage(valid).ok).toBe(true)
  })

  test('P-25 no two tenants share an object key', () => {
    fc.assert(
      fc.property(jobRows, tenants, (job, other) => {
        fc.pre(job.kind !== 'messaging' && job.tenantId !== other)
        expect(() => buildMessage({ ...job, tenantId: other })).toThrow(ContractViolation)
      }),
    )
  })
})
