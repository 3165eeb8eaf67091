// Generated from asyncapi.yaml#/x-redis by `pnpm codegen`. Do not edit.

import type { TenantId } from './tenant-id.ts'

/** Builds the keys of the documents in Redis. None can be built without a tenant. */
export const redisKeys = {
  /** tenant:{tenant_id}:job:{job_id}:status */
  jobStatus(tenant: TenantId, jobId: string): string {
    return `tenant:${part(tenant)}:job:${part(jobId)}:status`
  },
  /** tenant:{tenant_id}:job:{job_id}:progress */
  jobProgress(tenant: TenantId, jobId: string): string {
    return `tenant:${part(tenant)}:job:${part(jobId)}:progress`
  },
  /** tenant:{tenant_id}:video:{video_id}:status */
  videoStatus(tenant: TenantId, videoId: number): string {
    return `tenant:${part(tenant)}:video:${part(videoId)}:status`
  },
  /** tenant:{tenant_id}:video:{video_id}:progress */
  videoProgress(tenant: TenantId, videoId: number): string {
    return `tenant:${part(tenant)}:video:${part(videoId)}:progress`
  },
} as const

/** Keys of the time before tenants: read through and copied during the migration period, never written. */
export const legacyRedisKeys = {
  /** job:{job_id}:progress */
  jobProgress(jobId: string): string {
    return `job:${part(jobId)}:progress`
  },
  /** job:video:{video_id}:progress */
  videoProgress(videoId: number): string {
    return `job:video:${part(videoId)}:progress`
  },
} as const

/** A part with a colon, a brace or nothing in it would reach another key. */
function part(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value)
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new TypeError(`not a part of a Redis key: ${JSON.stringify(text)}`)
  return text
}
