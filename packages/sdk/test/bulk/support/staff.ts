import type { BulkImportTable } from '../../../src/contract/index.ts'
import type { Pool } from '../../../src/database/index.ts'

/** A second table, described the way the contract describes students: nothing else tells the import about it. */
export const staffImport = {
  table: 'staff',
  chunkRows: 10,
  copyBufferBytes: 256,
  temporaryTableAboveTuples: 1_000,
  temporaryTableAboveRows: 25,
  tenantColumn: 'tenant_id',
  matchKey: ['tenant_id', 'email', 'branch'],
  softDeleteColumn: 'deleted_at',
  columns: [
    { name: 'row_number', type: 'integer', role: 'source_row' },
    { name: 'email', type: 'text' },
    { name: 'branch', type: 'smallint' },
    { name: 'full name', type: 'text', nullable: true },
    { name: 'hired_at', type: 'timestamptz', nullable: true },
    { name: 'teaches', type: 'boolean' },
  ],
} as const satisfies BulkImportTable

export interface StaffRow {
  row_number: number
  email: string
  branch: number
  'full name'?: string | null
  hired_at?: Date | null
  teaches: boolean
}

/** A row of the staff import. */
export function staffRow(row: number, email: string, more: Partial<StaffRow> = {}): StaffRow {
  return { row_number: row, email, branch: 1, teaches: true, ...more }
}

export async function createStaffTable(pool: Pool): Promise<void> {
  await pool.query(`
    CREATE TABLE staff (
      staff_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id text NOT NULL, email text NOT NULL,
      branch smallint NOT NULL, "full name" text, hired_at timestamptz, teaches boolean NOT NULL, deleted_at timestamptz
    );
    CREATE UNIQUE INDEX staff_match_key ON staff (tenant_id, email, branch) WHERE deleted_at IS NULL;
    CREATE INDEX staff_deleted ON staff (tenant_id, email, branch) WHERE deleted_at IS NOT NULL`)
}
