import { randomUUID } from 'node:crypto'
import type { TenantId } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import { isSameNotice, type Notice, type Notification } from '../domain/notice.ts'
import type { Trace } from '../domain/trace.ts'
import { allowedTier, checkPayload } from './create-job.ts'
import type { Database, Dispatch } from './ports.ts'

/**
 * The notice and its job in one transaction. The same channel and business key is the same notice, whatever number of
 * requests carry it (P-35). Deny-list and hold are asked here first; the worker asks again (P-37).
 * @throws RejectedInputError `recipient_denied`, `tenant_on_hold`, `idempotency_conflict`
 */
export async function sendMessage(
  { database, dispatch }: { database: Database; dispatch: Dispatch },
  tenant: TenantId,
  notice: Notice,
  trace: Trace,
): Promise<Notification> {
  const { notification, job } = await database.write(tenant, async (stores) => {
    const tier = await allowedTier(stores, 'message_send', undefined)
    const ids = { notification: randomUUID(), job: stores.jobs.newId() }
    const { notification, added } = await stores.notifications.add(ids.notification, ids.job, notice)
    if (!added && !isSameNotice(notification.notice, notice)) {
      throw new RejectedInputError('idempotency_conflict', 'this business key belongs to another notice')
    }
    if (!added) return { notification, job: null }
    if ((await stores.tenant.get())?.messagingHold) {
      throw new RejectedInputError('tenant_on_hold', 'sending is on hold for this tenant')
    }
    if (await stores.notifications.isDenied(notice.to)) {
      throw new RejectedInputError('recipient_denied', 'this recipient is on the deny-list')
    }
    const payload = { notification_id: ids.notification, ...notice }
    checkPayload('message_send', payload)
    const { job } = await stores.jobs.create({
      jobId: ids.job,
      jobType: 'message_send',
      tier,
      payload,
      subject: { type: 'notification', id: ids.notification },
      ...trace,
    })
    return { notification, job }
  })
  if (job) await dispatch.created(job)
  return notification
}
