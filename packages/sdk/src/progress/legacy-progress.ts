import type { Redis } from 'ioredis'
import { type JobProgressDocument, redisPolicy, type TenantId, validate } from '../contract/index.ts'

/**
 * Reads a document of the time before tenants and copies it under the asking tenant's key (M4), as long as workers of
 * that time still write them. The old key says nothing about whose job it is, so the document must say it itself:
 * one that does not name this very tenant is none for it, and is not copied (P-25).
 *
 * The copy never replaces a newer document and expires like any progress.
 */
export async function readLegacyProgress(
  redis: Redis,
  tenant: TenantId,
  legacyKey: string,
  key: string,
): Promise<JobProgressDocument | null> {
  const text = await redis.get(legacyKey)
  const document = text === null ? null : toProgressDocument(text, tenant)
  if (document) await redis.set(key, JSON.stringify(document), 'EX', redisPolicy.inProgressTtlSeconds, 'NX')
  return document
}

/** Old documents know step and percent; the fence 0 lets the first update of a worker of our time replace them. */
function toProgressDocument(text: string, tenant: TenantId): JobProgressDocument | null {
  const old = parseObject(text)
  if (old?.tenant_id !== tenant) return null
  const step = typeof old.step === 'string' ? old.step : undefined
  const document = {
    ...pick(old, ['done', 'total', 'per_second', 'remaining_seconds']),
    step,
    step_index: old.step_index ?? 1,
    step_total: old.step_total ?? 1,
    step_name: old.step_name ?? step,
    step_percent: old.step_percent ?? old.percent,
    percent: old.percent,
    attempt: old.attempt ?? 1,
    fence: 0,
    seq: 0,
    updated_at: old.updated_at ?? new Date().toISOString(),
  }
  return validate.jobProgressDocument(document).length === 0 ? (document as JobProgressDocument) : null
}

function pick(source: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => source[name] != null).map((name) => [name, source[name]]))
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
