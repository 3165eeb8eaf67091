import {
  type JobMessage,
  schemaVersion,
  type TenantId,
  tenantId,
  type Violation,
  validateReceived,
} from '../contract/index.ts'
import { foreignObjectKeys } from './tenant-keys.ts'

/** A message that keeps the contract. Unknown fields are still in it. */
export type ReceivedJobMessage = JobMessage & { readonly tenant_id: TenantId }

/** What a body turned out to be. */
export type ParsedMessage =
  | { readonly ok: true; readonly message: ReceivedJobMessage }
  | {
      readonly ok: false
      readonly reason: 'not_json' | 'contract_violation' | 'newer_schema_version'
      readonly violations: readonly Violation[]
      /** Into the contract: the rule that is broken. */
      readonly pointer: string
    }

/** The rule that a body which is no JSON breaks. */
const contentType = 'asyncapi.yaml#/defaultContentType'

type Reason = Extract<ParsedMessage, { ok: false }>['reason']

const validators: ReadonlyMap<unknown, (message: unknown) => Violation[]> = new Map<
  unknown,
  (message: unknown) => Violation[]
>([
  ['ai.job', validateReceived.aiJobMessage],
  ['video.job', validateReceived.videoJobMessage],
  ['messaging.job', validateReceived.messagingJobMessage],
])

/**
 * Reads a message body. Never throws: whatever arrives gets an answer, so that it can be quarantined with its reason
 * instead of being received for ever (P-15, P-16). Checked open: unknown fields are kept.
 *
 * A newer `schema_version` is told before anything else: its rules are not ours to check.
 *
 * @example
 * const parsed = parseMessage(body)
 * if (!parsed.ok) await quarantine(parsed.reason, parsed.pointer)
 */
export function parseMessage(body: string): ParsedMessage {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return refused('not_json', [])
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return refused('contract_violation', [violation('', '#/type', 'type', 'must be an object')])
  }
  return parseObject(value as Record<string, unknown>)
}

function parseObject(value: Record<string, unknown>): ParsedMessage {
  if (isNewer(value.schema_version)) {
    const text = `${value.schema_version} is newer than ${schemaVersion}`
    return refused('newer_schema_version', [
      violation('/schema_version', '#/properties/schema_version/const', 'const', text),
    ])
  }
  const validator = validators.get(value.type)
  if (!validator) {
    const text = value.type === undefined ? 'is required' : 'is none of the known messages'
    return refused('contract_violation', [violation('/type', '#/properties/type', 'type', text)])
  }
  const violations = validator(value)
  if (violations.length > 0) return refused('contract_violation', violations)
  const foreign = foreignObjectKeys(value, tenantId(value.tenant_id as string))
  if (foreign.length > 0) return refused('contract_violation', foreign)
  return { ok: true, message: value as unknown as ReceivedJobMessage }
}

/** Versions are whole numbers in text. Anything else is no version, so it breaks the contract. */
function isNewer(version: unknown): boolean {
  return typeof version === 'string' && /^[1-9]\d{0,8}$/.test(version) && Number(version) > Number(schemaVersion)
}

function refused(reason: Reason, violations: readonly Violation[]): ParsedMessage {
  return { ok: false, reason, violations, pointer: violations[0]?.schemaPath ?? contentType }
}

function violation(pointer: string, rule: string, keyword: string, message: string): Violation {
  return { pointer, schemaPath: `schemas/common/envelope.json${rule}`, keyword, message }
}
