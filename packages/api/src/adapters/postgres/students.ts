import type { Page, PageRequest } from '../../application/ports.ts'
import type { Student } from '../../domain/student.ts'
import { anyInteger, cutPage, readCursor } from './cursor.ts'
import { TenantStore } from './tenant-store.ts'

interface StudentRow {
  student_id: string
  ps_number: string
  name: string
  parent_phone: string
  student_phone: string | null
  school: string | null
  school_type: Student['schoolType']
  grade: number | null
  gender: Student['gender']
  school_class: string | null
  major: string | null
  memo: string | null
  created_at: Date
}

/** Students of one tenant, read; imports write them. */
export class StudentReader extends TenantStore {
  async list({ limit, cursor, name, grade }: PageRequest & { name?: string; grade?: number }): Promise<Page<Student>> {
    const [after] = cursor === undefined ? [] : readCursor(cursor, [anyInteger])
    const { rows } = await this.tx.query<StudentRow>(
      `SELECT student_id, ps_number, name, parent_phone, student_phone, school, school_type, grade, gender, school_class,
         major, memo, created_at
       FROM students
       WHERE tenant_id = $1 AND deleted_at IS NULL
         AND ($2::bigint IS NULL OR student_id > $2) AND ($3::text IS NULL OR name = $3)
         AND ($4::smallint IS NULL OR grade = $4)
       ORDER BY student_id LIMIT $5`,
      [this.tenant, after ?? null, name?.normalize('NFC') ?? null, grade ?? null, limit + 1],
    )
    const { shown, nextCursor } = cutPage(rows, limit, (row) => [row.student_id])
    return { items: shown.map(toStudent), nextCursor }
  }
}

function toStudent(row: StudentRow): Student {
  return {
    studentId: Number(row.student_id),
    psNumber: row.ps_number,
    name: row.name,
    parentPhone: row.parent_phone,
    studentPhone: row.student_phone,
    school: row.school,
    schoolType: row.school_type,
    grade: row.grade,
    gender: row.gender,
    schoolClass: row.school_class,
    major: row.major,
    memo: row.memo,
    createdAt: row.created_at,
  }
}
