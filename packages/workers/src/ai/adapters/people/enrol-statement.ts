import { parentSuffix } from '../../domain/login.ts'
import { writtenColumns } from './chunk-rows.ts'

const written = writtenColumns.join(', ')

/**
 * One statement that writes everything decided about a chunk: accounts, parents, students and memberships, the
 * restored ones included, and the counter of student numbers.
 *
 * $1 is the tenant, $2 the next free student number after this chunk, $3 when the first passwords expire.
 * @param source FROM item with the import's columns and the decisions
 * @param restores whether any row brings back a deleted student or parent
 */
export function enrolStatement(source: string, restores: boolean): string {
  return `
WITH chosen AS MATERIALIZED (
  SELECT ${written},
    -- The first of new siblings makes their parent.
    given_parent_id IS NULL AND row_number = min(row_number) OVER (PARTITION BY parent_phone) AS makes_parent
  FROM ${source}
), given AS MATERIALIZED (
  SELECT ${written}, makes_parent,
    coalesce(restored_user_id, nextval('users_user_id_seq')) AS user_id,
    CASE WHEN makes_parent THEN nextval('users_user_id_seq') END AS parent_user_id,
    CASE WHEN makes_parent THEN nextval('parents_parent_id_seq') END AS new_parent_id
  FROM chosen
), family AS MATERIALIZED (
  SELECT ${writtenColumns.map((name) => `g.${name}`).join(', ')}, g.user_id,
    coalesce(g.given_parent_id, m.new_parent_id) AS parent_id
  FROM given g LEFT JOIN given m ON m.makes_parent AND m.parent_phone = g.parent_phone
), numbers AS (
  UPDATE student_numbers SET next = $2 WHERE tenant_id = $1 AND next <> $2
), new_users AS (
  INSERT INTO users (tenant_id, user_id, login, name, phone, password_hash, password_expires_at)
  SELECT $1, user_id, 't' || $1 || '_' || ps_number, name, student_phone, hash, $3::timestamptz
  FROM given WHERE restored_student_id IS NULL
  UNION ALL
  SELECT $1, parent_user_id, 'p_' || $1 || '_' || parent_phone, name || '${parentSuffix}', parent_phone, parent_hash, $3
  FROM given WHERE makes_parent
), new_parents AS (
  INSERT INTO parents (tenant_id, parent_id, user_id, phone)
  SELECT $1, new_parent_id, parent_user_id, parent_phone FROM given WHERE makes_parent
), new_students AS (
  INSERT INTO students (tenant_id, user_id, parent_id, ps_number, name, name_key, parent_phone, student_phone,
    school, school_type, grade, gender, school_class, major, memo)
  SELECT $1, user_id, parent_id, ps_number, name, name_key, parent_phone, student_phone,
    school, school_type, grade, gender, school_class, major, memo
  FROM family WHERE restored_student_id IS NULL
)${restores ? restoration : ''}
INSERT INTO memberships (tenant_id, user_id, role)
SELECT $1, user_id, 'student' FROM given
UNION ALL
SELECT $1, parent_user_id, 'parent' FROM given WHERE makes_parent
${restores ? restoredMemberships : ''}`
}

// A student comes back with account, phone, login and membership; the roster's cells win, empty ones keep what was.
// A parent's account that was deleted comes back with a child of it.
const restoration = `, restored_students AS (
  UPDATE students s SET
    deleted_at = NULL, updated_at = now(), name = f.name, parent_id = f.parent_id,
    student_phone = coalesce(f.student_phone, f.restored_phone), school = coalesce(f.school, s.school),
    school_type = coalesce(f.school_type, s.school_type), grade = coalesce(f.grade, s.grade),
    gender = coalesce(f.gender, s.gender), school_class = coalesce(f.school_class, s.school_class),
    major = coalesce(f.major, s.major), memo = coalesce(f.memo, s.memo)
  FROM family f WHERE s.tenant_id = $1 AND s.student_id = f.restored_student_id
  RETURNING s.user_id, s.ps_number
), restored_users AS (
  UPDATE users u SET
    deleted_at = NULL, updated_at = now(), name = f.name, login = 't' || $1 || '_' || s.ps_number,
    phone = coalesce(f.student_phone, f.restored_phone)
  FROM family f JOIN restored_students s ON s.user_id = f.restored_user_id
  WHERE u.tenant_id = $1 AND u.user_id = f.restored_user_id
), known_parents AS MATERIALIZED (
  SELECT DISTINCT r.user_id, r.phone
  FROM given g JOIN parents r ON r.tenant_id = $1 AND r.parent_id = g.given_parent_id
), restored_parents AS (
  UPDATE users u SET deleted_at = NULL, updated_at = now(), phone = k.phone, login = 'p_' || $1 || '_' || k.phone
  FROM known_parents k WHERE u.tenant_id = $1 AND u.user_id = k.user_id AND u.deleted_at IS NOT NULL
)`

const restoredMemberships = `UNION ALL
SELECT $1, user_id, 'parent' FROM known_parents
ON CONFLICT (tenant_id, user_id, role) DO UPDATE SET deleted_at = NULL WHERE memberships.deleted_at IS NOT NULL`
