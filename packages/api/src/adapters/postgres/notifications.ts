import type { ErrorCode } from '@academy/sdk/contract'
import type { Page, PageRequest, WriteStores } from '../../application/ports.ts'
import type { Notice, Notification, NotificationStatus } from '../../domain/notice.ts'
import { anyTimestamp, anyUuid, cutPage, readCursor } from './cursor.ts'
import { TenantStore } from './tenant-store.ts'

interface NotificationRow {
  notification_id: string
  job_id: string
  status: NotificationStatus
  channel: Notice['channel']
  recipient: string
  text: string
  sender: string | null
  template_id: string | null
  replacements: Notice['replacements'] | null
  business_idempotency_key: string
  reservation_id: string | null
  origin_type: string | null
  origin_id: string | null
  sent_as: Notification['sentAs']
  provider_message_id: string | null
  error_code: string | null
  created_at: Date
  sent_at: Date | null
  place: string
}

// `place` is created_at with all its microseconds: a Date would lose the last three digits, and rows with them.
const columns = `notification_id, job_id, status, channel, recipient, text, sender, template_id, replacements,
  business_idempotency_key, reservation_id, origin_type, origin_id, sent_as, provider_message_id, error_code,
  created_at, sent_at, created_at::text AS place`

/** Notices of one tenant, read. */
export class NotificationReader extends TenantStore {
  async list({ status, limit, cursor }: PageRequest & { status?: NotificationStatus }): Promise<Page<Notification>> {
    const [at, id] = cursor === undefined ? [] : readCursor(cursor, [anyTimestamp, anyUuid])
    const { rows } = await this.tx.query<NotificationRow>(
      `SELECT ${columns} FROM notifications
       WHERE tenant_id = $1 AND ($2::text IS NULL OR status = $2)
         AND ($3::timestamptz IS NULL OR (created_at, notification_id) < ($3::timestamptz, $4::uuid))
       ORDER BY created_at DESC, notification_id DESC LIMIT $5`,
      [this.tenant, status ?? null, at ?? null, id ?? null, limit + 1],
    )
    const { shown, nextCursor } = cutPage(rows, limit, (row) => [row.place, row.notification_id])
    return { items: shown.map(toNotification), nextCursor }
  }
}

/** Notices of one tenant, written. */
export class NotificationWriter extends NotificationReader {
  async isDenied(recipient: string): Promise<boolean> {
    const { rowCount } = await this.tx.query(
      'SELECT FROM messaging_deny_list WHERE tenant_id = $1 AND recipient = $2',
      [this.tenant, recipient],
    )
    return rowCount > 0
  }

  async add(notificationId: string, jobId: string, notice: Notice): ReturnType<WriteStores['notifications']['add']> {
    // A concurrent request with the same key waits here until the other one has committed or not.
    const { rows } = await this.tx.query<NotificationRow>(
      `INSERT INTO notifications (notification_id, tenant_id, channel, recipient, text, sender, template_id, replacements,
         business_idempotency_key, reservation_id, origin_type, origin_id, job_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       ON CONFLICT (tenant_id, channel, business_idempotency_key) DO NOTHING
       RETURNING ${columns}`,
      [
        notificationId,
        this.tenant,
        notice.channel,
        notice.to,
        notice.text,
        notice.sender ?? null,
        notice.template_id ?? null,
        notice.replacements ? JSON.stringify(notice.replacements) : null,
        notice.business_idempotency_key,
        notice.reservation_id ?? null,
        notice.origin_type ?? null,
        notice.origin_id ?? null,
        jobId,
      ],
    )
    if (rows[0]) return { notification: toNotification(rows[0]), added: true }
    return { notification: await this.#ofKey(notice), added: false }
  }

  async #ofKey(notice: Notice): Promise<Notification> {
    const { rows } = await this.tx.query<NotificationRow>(
      `SELECT ${columns} FROM notifications
       WHERE tenant_id = $1 AND channel = $2 AND business_idempotency_key = $3`,
      [this.tenant, notice.channel, notice.business_idempotency_key],
    )
    if (!rows[0]) throw new TypeError('the notice that stood in the way is gone')
    return toNotification(rows[0])
  }

  async holdOfJob(jobId: string): Promise<Notification | null> {
    const { rows } = await this.tx.query<NotificationRow>(
      `SELECT ${columns} FROM notifications WHERE tenant_id = $1 AND job_id = $2 FOR UPDATE`,
      [this.tenant, jobId],
    )
    return rows[0] ? toNotification(rows[0]) : null
  }

  async move(
    notificationId: string,
    to: NotificationStatus,
    { jobId, errorCode }: { jobId?: string; errorCode?: ErrorCode },
  ): Promise<void> {
    await this.tx.query(
      `UPDATE notifications SET status = $3, job_id = coalesce($4::uuid, job_id), error_code = $5, updated_at = now()
       WHERE tenant_id = $1 AND notification_id = $2`,
      [this.tenant, notificationId, to, jobId ?? null, errorCode ?? null],
    )
  }
}

function toNotification(row: NotificationRow): Notification {
  return {
    notificationId: row.notification_id,
    jobId: row.job_id,
    status: row.status,
    notice: {
      channel: row.channel,
      to: row.recipient,
      text: row.text,
      ...(row.sender !== null && { sender: row.sender }),
      ...(row.template_id !== null && { template_id: row.template_id }),
      ...(row.replacements && { replacements: row.replacements }),
      business_idempotency_key: row.business_idempotency_key,
      ...(row.reservation_id !== null && { reservation_id: row.reservation_id }),
      ...(row.origin_type !== null && { origin_type: row.origin_type }),
      ...(row.origin_id !== null && { origin_id: row.origin_id }),
    },
    sentAs: row.sent_as,
    providerMessageId: row.provider_message_id,
    errorCode: row.error_code,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  }
}
