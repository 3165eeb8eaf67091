import { objectKeys, type PayloadByJobType, tenantId } from '@academy/sdk/contract'
import type { NewJob } from '@academy/sdk/jobs'
import type { PlannedJob } from '../plan/planned.ts'

/** The job that the plan asks for: its payload keeps the contract and says nothing, the handler knows its script. */
export function newJob(planned: Pick<PlannedJob, 'id' | 'tenant' | 'tier' | 'fleet'>): NewJob {
  const common = {
    jobId: planned.id,
    tenantId: tenantId(planned.tenant),
    tier: planned.tier,
    idempotencyKey: planned.id,
    correlationId: `chaos-${planned.id}`,
  }
  if (planned.fleet === 'ai') {
    const payload = {
      object_key: objectKeys.rosterSource({ tenantId: common.tenantId, uuid: planned.id }),
      kind: 'students',
      password_mode: 'fixed',
    }
    return { ...common, jobType: 'excel_parsing', payload: payload as PayloadByJobType['excel_parsing'] }
  }
  const payload = {
    ...{ notification_id: planned.id, channel: 'sms', to: '01012345678', text: '안내' },
    business_idempotency_key: planned.id,
  }
  return { ...common, jobType: 'message_send', payload: payload as PayloadByJobType['message_send'] }
}
