import { describe, expect, test } from 'vitest'
import {
  type AiJobMessage,
  goldenVectors,
  validate,
  validateForSend,
  validateReceived,
} from '../../src/contract/index.ts'

const documents = Object.entries(goldenVectors) as [keyof typeof goldenVectors, { name: string; value: object }[]][]
const messages = ['aiJobMessage', 'videoJobMessage', 'messagingJobMessage'] as const
const first = (name: (typeof messages)[number]) =>
  structuredClone(goldenVectors[name][0]?.value) as unknown as Record<string, unknown>
const aiJob = () =>
  structuredClone(goldenVectors.aiJobMessage[0]?.value) as unknown as AiJobMessage & {
    payload: Record<string, unknown>
  }

describe.each(documents)('golden vectors of %s', (document, vectors) => {
  test.each(vectors)('$name is valid', ({ value }) => {
    expect(validate[document](value)).toEqual([])
  })

  test.each(vectors)('$name with an unknown field is no longer valid', ({ value }) => {
    expect(validate[document]({ ...value, colour: 'blue' })).toMatchObject([
      { pointer: '/colour', message: 'is not known' },
    ])
  })
})

describe.each(messages)('%s', (name) => {
  test('senders are closed, receivers are open', () => {
    const message = { ...first(name), colour: 'blue' }
    expect(validateForSend[name](message)).toHaveLength(1)
    expect(validateReceived[name](message)).toEqual([])
  })

  test.each(['tenant_id', 'job_id', 'message_id', 'type', 'schema_version', 'created_at', 'correlation_id', 'attempt'])(
    'P-16 without %s it is a violation with a pointer into the contract, also for receivers',
    (field) => {
      const { [field]: _left, ...message } = first(name)
      const places = validateReceived[name](message).map(({ pointer, schemaPath }) => `${pointer} ${schemaPath}`)
      expect(places.join('\n')).toMatch(new RegExp(`^/${field} schemas/[a-z/-]+\\.json#.*/required`, 'm'))
    },
  )

  test.each([
    ['tenant_id', 'Haneul', 'schemas/common/tenant-id.json#/pattern'],
    ['tenant_id', '', 'schemas/common/tenant-id.json#/pattern'],
    ['tenant_id', 'a:b', 'schemas/common/tenant-id.json#/pattern'],
    ['tenant_id', `a${'b'.repeat(63)}`, 'schemas/common/tenant-id.json#/pattern'],
    ['job_id', 'not-a-uuid', 'schemas/common/uuid.json#/format'],
    ['created_at', '2026-03-02T09:00:00', 'schemas/common/date-time.json#/format'],
    ['created_at', '2026-13-02T09:00:00Z', 'schemas/common/date-time.json#/format'],
    ['attempt', 0, 'schemas/common/envelope.json#/properties/attempt/minimum'],
    ['schema_version', '2', 'schemas/common/envelope.json#/properties/schema_version/const'],
    ['correlation_id', 'a\nb', 'schemas/common/correlation-id.json#/pattern'],
  ])('%s %j breaks %s', (field, value, schemaPath) => {
    expect(validateReceived[name]({ ...first(name), [field]: value })).toMatchObject([
      { pointer: `/${field}`, schemaPath },
    ])
  })

  test.each(['2026-03-02T00:00:00Z', '2026-03-02T09:00:00.123456+09:00', '2026-03-01T16:00:00-08:00'])(
    'dates accept any zone offset: %s',
    (created_at) => {
      expect(validateForSend[name]({ ...first(name), created_at })).toEqual([])
    },
  )

  test.each([null, 'text', 7, [], {}])('%j is no message', (value) => {
    expect(validateReceived[name](value)).not.toEqual([])
  })
})

describe('object keys', () => {
  test.each([
    'excel/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx',
    '../excel/a/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx',
    '/etc/passwd',
    'excel/haneul-academy/../b/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx',
  ])('P-25 a roster outside its tenant prefix is refused: %s', (object_key) => {
    const message = aiJob()
    message.payload.object_key = object_key
    expect(validateReceived.aiJobMessage(message)).toMatchObject([
      { pointer: '/payload/object_key', schemaPath: 'schemas/common/roster-key.json#/pattern' },
    ])
  })

  test.each([
    'tenants/haneul-academy/video/hls/41/a.mp4',
    'tenants/haneul-academy/video/raw/../../other/a/b.mp4',
    'tenants/video/raw/12/a.mp4',
  ])('P-25 a video source outside raw/ is refused: %s', (file_key) => {
    expect(validateReceived.videoJobMessage({ ...first('videoJobMessage'), file_key })).toMatchObject([
      { pointer: '/file_key' },
    ])
  })
})

describe('the payload of an AI job', () => {
  test('belongs to its job type: only that branch is judged', () => {
    const message = { ...aiJob(), payload: { text: 'hello' } }
    const violations = validateForSend.aiJobMessage(message)
    expect(violations.map(({ pointer }) => pointer).sort()).toEqual([
      '/payload/kind',
      '/payload/object_key',
      '/payload/password_mode',
      '/payload/text',
    ])
    expect(violations.every(({ schemaPath }) => schemaPath.startsWith('schemas/payloads/excel-parsing.json#'))).toBe(
      true,
    )
  })

  test('of an unknown job type is one violation, at the job type', () => {
    expect(validateForSend.aiJobMessage({ ...aiJob(), job_type: 'fortune_telling' })).toMatchObject([
      { pointer: '/job_type', keyword: 'oneOf', schemaPath: 'schemas/messages/ai-job.json#/allOf/1/oneOf' },
    ])
  })

  test('without a job type is one violation, at the job type', () => {
    const { job_type: _left, ...message } = aiJob()
    expect(validateForSend.aiJobMessage(message)).toMatchObject([{ pointer: '/job_type', keyword: 'required' }])
  })

  test('is open for receivers, too', () => {
    const message = aiJob()
    message.payload.colour = 'blue'
    expect(validateReceived.aiJobMessage(message)).toEqual([])
    expect(validateForSend.aiJobMessage(message)).toMatchObject([{ pointer: '/payload/colour' }])
  })
})

test('P-44 violations do not repeat the values of the message', () => {
  const message = { ...first('messagingJobMessage'), to: 'my-phone-number', text: '', hint: 'my-word' }
  expect(JSON.stringify(validateForSend.messagingJobMessage(message))).not.toMatch(/my-phone-number|my-word/)
})
