import type { Pool, Transaction } from '@academy/sdk/database'
import type { Boundaries, NoticeKey, NoticeStore } from '../application/ports.ts'
import type { Notice, NoticeChannel, NoticeStatus, Replacement } from '../domain/notice.ts'
import { countsAgainstQuota, settle } from '../domain/settlement.ts'
import { readQuotaUse } from './quota-use.ts'

/** Any number, as long as nothing else of this database locks by it. */
const quotaLock = 73002

/** The row was marked by the attempt in the third and fourth parameter. */
const ownCall = 'job_id = $3 AND sending_fence = $4'

interface NoticeRow {
  notification_id: string
  channel: NoticeChannel
  recipient: string
  text: string
  sender: string | null
  template_id: string | null
  replacements: Replacement[] | null
  business_idempotency_key: string
  status: NoticeStatus
  job_id: string
  sent_as: NoticeChannel | null
  provider_message_id: string | null
  sent_at: Date | null
  tenant_on_hold: boolean
  recipient_denied: boolean
}

/** Notices in PostgreSQL. Each statement names the tenant: the worker's role sees them all. */
export function noticeStore(pool: Pool): NoticeStore {
  return {
    find,
    async findAlone(tx, key) {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [quotaLock])
      return find(tx, key)
    },
    quotaUse: readQuotaUse,
    async markSending(tx, { tenantId, notificationId }, { jobId, fence }) {
      await one(
        tx,
        `UPDATE notifications SET status = 'sending', job_id = $3, sending_fence = $4, error_code = NULL,
           sending_at = clock_timestamp(), quota_at = clock_timestamp(), updated_at = clock_timestamp()
         WHERE tenant_id = $1 AND notification_id = $2 AND status IN ('queued', 'retryable_failed', 'failed')`,
        [tenantId, notificationId, jobId, fence],
      )
    },
    async markSent(tx, { tenantId, notificationId }, { jobId, fence }, { sentAs, providerMessageId, at }) {
      await one(
        tx,
        `UPDATE notifications SET status = 'sent', sent_as = $5, provider_message_id = $6, sent_at = $7,
           updated_at = clock_timestamp()
         WHERE tenant_id = $1 AND notification_id = $2 AND status = 'sending' AND ${ownCall}`,
        [tenantId, notificationId, jobId, fence, sentAs, providerMessageId, at],
      )
    },
    async withdraw(tx, { tenantId, notificationId }, { jobId, fence }) {
      await one(
        tx,
        `UPDATE notifications SET status = 'queued', quota_at = NULL, updated_at = clock_timestamp()
         WHERE tenant_id = $1 AND notification_id = $2 AND status = 'sending' AND ${ownCall}`,
        [tenantId, notificationId, jobId, fence],
      )
    },
    async settle(tx, { tenantId, notificationId }, { jobId, fence }, end) {
      const { rows } = await tx.query<{ status: NoticeStatus; job_id: string; own_call: boolean }>(
        `SELECT status, job_id, coalesce(${ownCall}, false) AS own_call FROM notifications
         WHERE tenant_id = $1 AND notification_id = $2 FOR UPDATE`,
        [tenantId, notificationId, jobId, fence],
      )
      const [row] = rows
      if (!row || row.status === 'sent') return
      // Another job is at the call: it will say what came of it.
      if (row.status === 'sending' && row.job_id !== jobId) return
      const next = settle(row.status, { ...end, ownCall: row.own_call })
      await tx.query(
        `UPDATE notifications SET status = $3, error_code = $4, quota_at = CASE WHEN $5 THEN quota_at END,
           updated_at = clock_timestamp()
         WHERE tenant_id = $1 AND notification_id = $2`,
        [tenantId, notificationId, next, end.errorCode, countsAgainstQuota(next)],
      )
    },
    async leaveAmbiguous({ tenantId, notificationId }, { jobId, fence }) {
      await pool.query(
        `UPDATE notifications SET status = 'ambiguous', error_code = 'provider_result_ambiguous',
           updated_at = clock_timestamp()
         WHERE tenant_id = $1 AND notification_id = $2 AND status = 'sending' AND ${ownCall}`,
        [tenantId, notificationId, jobId, fence],
      )
    },
  }
}

async function find(tx: Transaction, { tenantId, notificationId }: NoticeKey): Promise<(Notice & Boundaries) | null> {
  const { rows } = await tx.query<NoticeRow>(
    `SELECT n.notification_id, n.channel, n.recipient, n.text, n.sender, n.template_id, n.replacements,
       n.business_idempotency_key, n.status, n.job_id, n.sent_as, n.provider_message_id, n.sent_at,
       t.messaging_hold AS tenant_on_hold,
       EXISTS (SELECT FROM messaging_deny_list d WHERE d.tenant_id = n.tenant_id AND d.recipient = n.recipient)
         AS recipient_denied
     FROM notifications n JOIN tenants t USING (tenant_id)
     WHERE n.tenant_id = $1 AND n.notification_id = $2`,
    [tenantId, notificationId],
  )
  return rows[0] ? toNotice(rows[0]) : null
}

function toNotice(row: NoticeRow): Notice & Boundaries {
  const sent =
    row.sent_as && row.provider_message_id && row.sent_at
      ? { providerMessageId: row.provider_message_id, sentAs: row.sent_as, at: row.sent_at }
      : null
  return {
    notificationId: row.notification_id,
    channel: row.channel,
    recipient: row.recipient,
    text: row.text,
    sender: row.sender,
    templateId: row.template_id,
    replacements: row.replacements ?? [],
    businessIdempotencyKey: row.business_idempotency_key,
    status: row.status,
    jobId: row.job_id,
    sent,
    tenantOnHold: row.tenant_on_hold,
    recipientDenied: row.recipient_denied,
  }
}

/** The row is locked or guarded by the caller's checks; if it still is not there, nothing may be committed. */
async function one(tx: Transaction, text: string, values: unknown[]): Promise<void> {
  const { rowCount } = await tx.query(text, values)
  if (rowCount !== 1) throw new Error('the notification is not in the state in which it was read')
}
