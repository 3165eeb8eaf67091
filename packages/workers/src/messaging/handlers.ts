import type { WorkerHandlers, WorkerResources } from '@academy/sdk/worker'
import { eucKrMeasure } from './adapters/euc-kr.ts'
import { noticeStore } from './adapters/notice-store.ts'
import { solapiProvider } from './adapters/solapi-provider.ts'
import { keyOf } from './application/begin-sending.ts'
import { sendNotice } from './application/send-notice.ts'

/** The messaging fleet's handlers, wired to PostgreSQL and Solapi. */
export async function createHandlers({ config, pool }: WorkerResources): Promise<WorkerHandlers<'messaging'>> {
  const { solapi } = config
  const store = noticeStore(pool)
  const parts = {
    store,
    provider: solapiProvider(solapi.baseUrl, { apiKey: solapi.apiKey, apiSecret: solapi.apiSecret }),
    measure: eucKrMeasure,
    settings: { defaultSender: solapi.sender, pfId: solapi.pfId },
    now: () => new Date(),
  }
  return {
    handlers: { message_send: (job, ctx) => sendNotice(job, ctx, parts) },
    settled: { message_send: (tx, { job, ...end }) => store.settle(tx, keyOf(job), job, end) },
  }
}
