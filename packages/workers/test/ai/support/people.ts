import type { PeopleDatabase } from './people-database.ts'

/** A student with everybody who belongs to it, as the tables say. */
export interface KnownStudent {
  readonly name: string
  readonly ps_number: string
  readonly login: string
  readonly parent_phone: string
  readonly student_phone: string | null
  readonly parent_login: string
  readonly roles: readonly string[]
  readonly deleted: boolean
}

/** The tenant's students by name. */
export async function studentsOf(database: PeopleDatabase, tenant = 'haneul'): Promise<readonly KnownStudent[]> {
  const { rows } = await database.admin.query(
    `SELECT s.name, s.ps_number, u.login, s.parent_phone, u.phone AS student_phone, pu.login AS parent_login,
       s.deleted_at IS NOT NULL OR u.deleted_at IS NOT NULL AS deleted,
       ARRAY(SELECT m.role FROM memberships m WHERE m.tenant_id = s.tenant_id AND m.user_id IN (s.user_id, p.user_id)
             AND m.deleted_at IS NULL ORDER BY m.role DESC) AS roles
     FROM students s
     JOIN users u USING (tenant_id, user_id)
     JOIN parents p USING (tenant_id, parent_id)
     JOIN users pu ON pu.tenant_id = p.tenant_id AND pu.user_id = p.user_id
     WHERE s.tenant_id = $1 ORDER BY s.name, s.student_id`,
    [tenant],
  )
  return rows
}

/** Rows of every table of people, to see that nothing is left over. */
export async function countPeople(database: PeopleDatabase): Promise<Readonly<Record<string, number>>> {
  const { rows } = await database.admin.query(
    `SELECT (SELECT count(*)::int FROM users) AS users, (SELECT count(*)::int FROM parents) AS parents,
       (SELECT count(*)::int FROM students) AS students, (SELECT count(*)::int FROM memberships) AS memberships`,
  )
  return rows[0]
}

/** Empties the tables of people and jobs. */
export async function forgetEverybody(database: PeopleDatabase): Promise<void> {
  await database.admin.query('TRUNCATE users, parents, students, memberships, student_numbers, jobs, tenants CASCADE')
}
