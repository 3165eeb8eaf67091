import { chooseWay, type ImportWay } from '@academy/sdk/bulk'
import { bulkImports } from '@academy/sdk/contract'
import type { ChunkToMerge, FirstPasswords, PeopleStore, Tx } from '../../application/ports.ts'
import { type ChunkDecisions, type Claims, decideChunk } from '../../domain/chunk-decisions.ts'
import { decisionSource, keySource, stageChunk } from './chunk-rows.ts'
import { enrolStatement } from './enrol-statement.ts'
import { type FactRow, factsStatement, toFacts } from './facts-statement.ts'
import { isRace } from './race.ts'
import { lockNumbers, studentNumbers } from './student-numbers.ts'
import { writtenRows } from './written-rows.ts'

/**
 * The tables of people on PostgreSQL. A chunk costs three statements by tuples and five by way of the temporary
 * table, whatever its size: the tenant's lock, (temporary table, COPY,) the facts, and one that writes everything.
 */
export function createPeopleStore(): PeopleStore {
  return {
    merge: mergeChunk,
    decide: async (tx, chunk, claims) => (await decide(tx, chunk, claims)).decisions,
    isRace,
  }
}

async function mergeChunk(tx: Tx, chunk: ChunkToMerge, passwords: FirstPasswords): Promise<ChunkDecisions> {
  // Imports of one tenant take turns from here to the commit, so the facts cannot change under the decisions.
  const next = await lockNumbers(tx, chunk.tenantId)
  const { way, decisions } = await decide(tx, chunk)
  if (decisions.enrolments.length > 0) {
    const numbers = studentNumbers(next, decisions.enrolments)
    const made = passwords.forChunk()
    const decided = writtenRows(chunk.tenantId, decisions.enrolments, numbers.assigned, made)
    const rows = decisionSource(way, decided, enrolParameters + 1)
    const restores = decisions.enrolments.some(({ restores: back, parent }) => back || parent?.deleted)
    const values = [chunk.tenantId, numbers.next, made.expiresAt, ...rows.values]
    await tx.query(enrolStatement(rows.sql, restores), values)
    await made.keep(tx, decisions.enrolments.at(-1)?.student.row ?? 0)
  }
  return decisions
}

// The tenant, the next student number and the expiry of first passwords come before the rows' arrays.
const enrolParameters = 3

async function decide(
  tx: Tx,
  { tenantId, students, rowsExpected }: ChunkToMerge,
  claims?: Claims,
): Promise<{ readonly way: ImportWay; readonly decisions: ChunkDecisions }> {
  const way = chooseWay(bulkImports.students, { rows: rowsExpected, tuples: students.length })
  if (way === 'temporary_table') await stageChunk(tx, students)
  const keys = keySource(way, students, 2)
  const { rows } = await tx.query<FactRow>(factsStatement(keys.sql), [tenantId, ...keys.values])
  return { way, decisions: decideChunk(students, toFacts(rows), claims) }
}
