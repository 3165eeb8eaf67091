import {
  type BuiltJobType,
  type ExcelParsingPayload,
  type JobType,
  jobTypes,
  type TenantId,
  type Tier,
  validatePayload,
} from '@academy/sdk/contract'
import { ContractViolation, RejectedInputError } from '@academy/sdk/errors'
import type { JobRow } from '@academy/sdk/jobs'
import { grantedTier, includes } from '../domain/tiers.ts'
import type { Trace } from '../domain/trace.ts'
import type { Database, Dispatch, FirstLoginFiles, JobPayload, WriteStores } from './ports.ts'

/** What creating a job needs. */
export interface JobPorts {
  readonly database: Database
  readonly dispatch: Dispatch
  /** Undefined where one-time first passwords are not configured. */
  readonly firstLogins: FirstLoginFiles | undefined
}

export interface CreateJob {
  readonly jobType: JobType
  readonly tier?: Tier
  readonly payload: Record<string, unknown>
  readonly maxProcessingSeconds?: number
  readonly idempotencyKey?: string
}

// Their jobs belong to a row of their own, which only their own routes create.
const ownRoutes: Partial<Record<JobType, string>> = {
  video_transcode: 'complete the upload of a video instead',
  message_send: 'send a message instead',
}

/**
 * Creates a job of the tenant under its plan.
 * @throws RejectedInputError `tier_too_low`, `job_type_not_available`, `option_not_available`, `idempotency_conflict`
 * @throws ContractViolation when the payload breaks its schema, or (by the SDK) names another tenant's object
 */
export async function createJob(
  { database, dispatch, firstLogins }: JobPorts,
  tenant: TenantId,
  request: CreateJob,
  trace: Trace,
): Promise<JobRow> {
  const { job, created } = await database.write(tenant, async (stores) => {
    const { jobType } = request
    const tier = await allowedTier(stores, jobType, request.tier)
    checkAvailable(jobType)
    checkPayload(jobType, request.payload)
    if (jobType === 'excel_parsing') checkImportOptions(request.payload, firstLogins)
    const answer = await stores.jobs.create({
      jobType,
      tier,
      payload: request.payload as unknown as JobPayload,
      ...(request.maxProcessingSeconds !== undefined && { maxProcessingSeconds: request.maxProcessingSeconds }),
      ...(request.idempotencyKey !== undefined && { idempotencyKey: request.idempotencyKey }),
      ...trace,
    })
    if (!answer.created) refuseOtherRequest(answer.job, request.jobType, request.payload)
    return answer
  })
  if (created) await dispatch.created(job)
  return job
}

/** The plan the job runs under. The tenant's row decides, never the request alone (P-19, P-26). */
export async function allowedTier(
  { tenant }: Pick<WriteStores, 'tenant'>,
  jobType: JobType,
  requested: Tier | undefined,
): Promise<Tier> {
  const row = await tenant.get()
  if (!row) throw new RejectedInputError('forbidden', 'the tenant of this token does not exist')
  const tier = grantedTier(row.tier, requested)
  if (tier === null) {
    throw new RejectedInputError('tier_too_low', `the plan is ${row.tier}; a request may ask for less, never for more`)
  }
  const { lowestTier } = jobTypes[jobType]
  if (!includes(tier, lowestTier)) {
    throw new RejectedInputError('tier_too_low', `${jobType} needs the ${lowestTier} plan or higher; this is ${tier}`)
  }
  return tier
}

function checkAvailable(jobType: JobType): asserts jobType is BuiltJobType {
  if (!jobTypes[jobType].available) {
    throw new RejectedInputError('job_type_not_available', `no worker runs ${jobType} yet`)
  }
  const instead = ownRoutes[jobType]
  if (instead) throw new RejectedInputError('job_type_not_available', `${jobType} is not created here: ${instead}`)
}

/** Also for payloads that the service made itself: a worker must never be the first to notice. */
export function checkPayload(jobType: JobType, payload: Record<string, unknown>): void {
  const violations = validatePayload[jobType](payload)
  if (violations.length > 0) {
    const within = violations.map((violation) => ({ ...violation, pointer: `/payload${violation.pointer}` }))
    throw new ContractViolation(`the payload of ${jobType}`, within)
  }
}

/** @throws RejectedInputError `option_not_available` for what the contract has and this service does not do */
export function checkImportOptions(
  payload: Partial<ExcelParsingPayload>,
  firstLogins: FirstLoginFiles | undefined,
): void {
  for (const option of ['lecture_id', 'session_id'] as const) {
    if (payload[option] !== undefined) {
      throw new RejectedInputError('option_not_available', `${option} cannot be used until enrolment exists`)
    }
  }
  if (payload.password_mode === 'random' && !firstLogins) {
    throw new RejectedInputError('option_not_available', 'one-time first passwords are not configured here')
  }
}

/**
 * An idempotency key stands for one request. Used again for another (a dry run and then the import, a corrected file)
 * it must not answer with the job of the first.
 * @throws RejectedInputError `idempotency_conflict`
 */
export function refuseOtherRequest(first: JobRow, jobType: JobType, payload: object): void {
  if (first.jobType === jobType && canonical(first.payload) === canonical(payload)) return
  throw new RejectedInputError('idempotency_conflict', 'this idempotency key belongs to another request')
}

/** Key order does not matter: the stored payload has the database's. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`
}
