import type { Database, Dispatch } from '../../../application/ports.ts'
import { sendMessage } from '../../../application/send-message.ts'
import type { OperationHandlers } from '../operation.ts'
import { notificationView } from '../views.ts'
import { pageOf } from './page.ts'

type MessagingOperations = Pick<OperationHandlers, 'sendMessage' | 'listMessages'>

export function messagingHandlers(ports: { database: Database; dispatch: Dispatch }): MessagingOperations {
  return {
    async sendMessage({ identity, body, trace }) {
      const { notificationId, jobId, status } = await sendMessage(ports, identity.tenantId, body, trace)
      return { status: 202, body: { notification_id: notificationId, job_id: jobId, status } }
    },

    async listMessages({ identity, query }) {
      const { items, nextCursor } = await ports.database.read(identity.tenantId, ({ notifications }) =>
        notifications.list({ ...pageOf(query), ...(query.status !== undefined && { status: query.status }) }),
      )
      return { status: 200, body: { items: items.map(notificationView), next_cursor: nextCursor } }
    },
  }
}
