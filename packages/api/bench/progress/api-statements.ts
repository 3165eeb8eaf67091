import type { Pool } from '@academy/sdk/database'

/** Statements that the API's role has run in this database since the server started, as PostgreSQL itself counts them. */
export async function apiStatements(admin: Pool): Promise<number> {
  const { rows } = await admin.query<{ calls: string }>(
    `SELECT coalesce(sum(s.calls), 0) AS calls FROM pg_stat_statements s
     JOIN pg_roles r ON r.oid = s.userid JOIN pg_database d ON d.oid = s.dbid
     WHERE r.rolname = 'academy_api' AND d.datname = current_database()`,
  )
  return Number(rows[0]?.calls)
}
