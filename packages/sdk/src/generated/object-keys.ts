// Generated from asyncapi.yaml#/x-objects by `pnpm codegen`. Do not edit.

import type { TenantId } from './tenant-id.ts'

/** Builds the keys of stored objects, each under its tenant's own prefix. */
export const objectKeys = {
  /** excel/{tenant_id}/{uuid}.xlsx */
  rosterSource({ tenantId, uuid }: { tenantId: TenantId; uuid: string }): string {
    return `excel/${part(tenantId)}/${part(uuid)}.xlsx`
  },
  /** excel/{tenant_id}/failed/{job_id}.xlsx */
  rosterFailedRows({ tenantId, jobId }: { tenantId: TenantId; jobId: string }): string {
    return `excel/${part(tenantId)}/failed/${part(jobId)}.xlsx`
  },
  /** tenants/{tenant_id}/video/raw/{session_id}/{uuid}.{ext} */
  videoSource({ tenantId, sessionId, uuid, ext }: { tenantId: TenantId; sessionId: string | number; uuid: string; ext: string }): string {
    return `tenants/${part(tenantId)}/video/raw/${part(sessionId)}/${part(uuid)}.${part(ext)}`
  },
  /** tenants/{tenant_id}/video/hls/{video_id}/ */
  videoOutput({ tenantId, videoId }: { tenantId: TenantId; videoId: number }): string {
    return `tenants/${part(tenantId)}/video/hls/${part(videoId)}/`
  },
  /** tenants/{tenant_id}/video/hls/{video_id}/_tmp/{job_id}/ */
  videoStaging({ tenantId, videoId, jobId }: { tenantId: TenantId; videoId: number; jobId: string }): string {
    return `tenants/${part(tenantId)}/video/hls/${part(videoId)}/_tmp/${part(jobId)}/`
  },
} as const

/** The prefixes under which everything of a tenant is stored, each with its closing slash. */
export function objectPrefixes(tenant: TenantId): readonly string[] {
  return [`excel/${tenant}/`, `tenants/${tenant}/`]
}

/** Whether an object key lies under the tenant's own prefix. Dot segments never do. */
export function isObjectKeyOf(tenant: TenantId, key: string): boolean {
  const segments = key.split('/')
  if (segments.some((segment) => segment === '.' || segment === '..')) return false
  return objectPrefixes(tenant).some((prefix) => key.startsWith(prefix) && key.length > prefix.length)
}

/** A part with a slash or a leading dot would reach another folder. */
function part(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value)
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(text)) throw new TypeError(`not a part of an object key: ${JSON.stringify(text)}`)
  return text
}
