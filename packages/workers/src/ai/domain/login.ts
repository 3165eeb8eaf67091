/** A student's login id: `t{tenant}_{number}`. */
export function studentLogin(tenantId: string, studentNumber: string): string {
  return `t${tenantId}_${studentNumber}`
}

/** A parent's login id, one a tenant and phone: `p_{tenant}_{phone}`. */
export function parentLogin(tenantId: string, phone: string): string {
  return `p_${tenantId}_${phone}`
}

/** Follows a student's name in its parent's, until the parent says otherwise. */
export const parentSuffix = ' 학부모'
