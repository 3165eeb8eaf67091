import type { TenantId } from '@academy/sdk/contract'

/** What people of an academy may be; students and parents do not call this API. */
export const roles = ['owner', 'teacher', 'assistant'] as const
export type Role = (typeof roles)[number]

/** Who calls, as the verified token says and nothing else (P-26). */
export interface Identity {
  readonly tenantId: TenantId
  readonly role: Role
  /** The account, for logs. */
  readonly subject: string
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value)
}
