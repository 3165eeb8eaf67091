import { randomBytes } from 'node:crypto'
import { withClient } from './admin.ts'
import type { PostgresCluster } from './cluster.ts'

/** The database roles of the product; each process knows the password of its own alone. */
export const productRoles = ['academy_api', 'academy_relay', 'academy_worker'] as const

export type ProductRole = (typeof productRoles)[number]
export type RolePasswords = Readonly<Record<ProductRole, string>>

/** Creates the roles with random passwords before the first migration, which takes them as it finds them. */
export async function createRoles(cluster: PostgresCluster): Promise<RolePasswords> {
  const passwords = Object.fromEntries(productRoles.map((role) => [role, randomBytes(18).toString('base64url')]))
  await withClient(cluster.adminUrl(), async (client) => {
    for (const role of productRoles) await client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${passwords[role]}'`)
  })
  return passwords as RolePasswords
}
