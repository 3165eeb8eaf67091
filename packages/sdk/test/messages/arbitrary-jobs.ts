import { objectKeys, type TenantId, tenantId } from '@academy/sdk/contract'
import type { JobRowForMessage } from '@academy/sdk/messages'
import fc from 'fast-check'

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/)
const phone = fc.stringMatching(/^[0-9]{8,15}$/)
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })

export const tenants: fc.Arbitrary<TenantId> = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/).map(tenantId)

type Part = Pick<JobRowForMessage, 'kind' | 'jobType' | 'payload'>

function aiPart(tenant: TenantId): fc.Arbitrary<Part> {
  return fc.oneof(
    fc.record({ uuid: fc.uuid(), mode: fc.constantFrom('fixed', 'phone_last4', 'random') }).map(({ uuid, mode }) => ({
      kind: 'ai' as const,
      jobType: 'excel_parsing' as const,
      payload: {
        object_key: objectKeys.rosterSource({ tenantId: tenant, uuid }),
        kind: 'students',
        password_mode: mode,
      },
    })),
    word.map((name) => ({
      kind: 'ai' as const,
      jobType: 'ocr' as const,
      payload: { object_key: `tenants/${tenant}/uploads/${name}.png`, engine: 'auto' },
    })),
  )
}

function videoPart(tenant: TenantId): fc.Arbitrary<Part> {
  return fc
    .record({
      videoId: fc.integer({ min: 1 }),
      sessionId: fc.nat(),
      uuid: fc.uuid(),
      jobType: fc.constantFrom('video_transcode' as const, 'video_delete_objects' as const),
    })
    .map(({ videoId, sessionId, uuid, jobType }) => ({
      kind: 'video' as const,
      jobType,
      payload: {
        video_id: videoId,
        file_key: objectKeys.videoSource({ tenantId: tenant, sessionId, uuid, ext: 'mp4' }),
        hls_prefix: objectKeys.videoOutput({ tenantId: tenant, videoId }),
      },
    }))
}

const messagingPart: fc.Arbitrary<Part> = fc
  .record(
    {
      notification_id: fc.uuid(),
      channel: fc.constantFrom('sms', 'lms', 'alimtalk'),
      to: phone,
      text,
      business_idempotency_key: fc.stringMatching(/^[!-~]{1,80}$/),
      sender: phone,
      replacements: fc.array(fc.record({ key: word, value: text }), { maxLength: 3 }),
    },
    { requiredKeys: ['notification_id', 'channel', 'to', 'text', 'business_idempotency_key'] },
  )
  .map((payload) => ({ kind: 'messaging' as const, jobType: 'message_send' as const, payload }))

/** Job rows as the database could hold them, of every kind. */
export const jobRows: fc.Arbitrary<JobRowForMessage> = tenants.chain((tenant) =>
  fc
    .tuple(
      fc.oneof(aiPart(tenant), videoPart(tenant), messagingPart),
      fc.record({
        messageId: fc.uuid(),
        jobId: fc.uuid(),
        tier: fc.constantFrom('lite' as const, 'basic' as const, 'premium' as const),
        createdAt: fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        correlationId: fc.stringMatching(/^[A-Za-z0-9._:-]{1,60}$/),
        traceparent: fc.option(fc.tuple(hex(32), hex(16)).map(([trace, span]) => `00-${trace}-${span}-01`)),
        attempt: fc.nat({ max: 50 }),
      }),
    )
    .map(([part, common]) => ({ ...common, ...part, tenantId: tenant })),
)
