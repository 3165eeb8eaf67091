import type { ExcelParsingPayload } from '@academy/sdk/contract'
import type { JobContext } from '@academy/sdk/worker'
import type { SheetRow } from '../domain/cell.ts'
import type { ChunkDecisions, Claims } from '../domain/chunk-decisions.ts'
import type { StudentRow } from '../domain/roster-row.ts'
import type { RowFailure } from '../domain/row-reasons.ts'

/** The transaction that `JobContext.transaction` hands out. */
export type Tx = Parameters<Parameters<JobContext['transaction']>[0]>[0]

/** A sheet that can be read from its start as often as wanted. */
export interface RosterSheet {
  readonly name: string
  readonly hidden: boolean
  /** Rows with at least one value, in groups as they stream by. */
  rows(signal?: AbortSignal): AsyncIterable<SheetPiece>
}

/** Rows that were read together. */
export interface SheetPiece {
  readonly rows: readonly SheetRow[]
  /** Share of the sheet that is read with them, 0–1. */
  readonly fraction: number
}

export interface RosterWorkbook {
  readonly sheets: readonly RosterSheet[]
  /** Gives the file back; its sheets cannot be read any more. */
  close?(): Promise<void>
}

/** Where uploaded rosters lie. */
export interface RosterSource {
  /** @throws RejectedInputError when the object is gone, too large or no workbook */
  open(objectKey: string, signal: AbortSignal): Promise<RosterWorkbook>
}

/** How the first passwords of an import's accounts come to be; hashes only, never a password. */
export interface FirstPasswords {
  /** Hashes what accounts with these phones need. Slow by intent: never inside a transaction. */
  prepare(phones: readonly string[]): Promise<void>
  /** The hash for an account that is reached by this phone; it was prepared before. */
  hash(phone: string): string
}

/** First passwords by mode. */
export interface PasswordMaker {
  /** @throws RejectedInputError `option_not_available` when the mode or the secret's name is unknown */
  make(mode: ExcelParsingPayload['password_mode'], secretName: string | undefined): Promise<FirstPasswords>
}

/** A chunk of rows on its way into the tables of people. */
export interface ChunkToMerge {
  readonly tenantId: string
  readonly students: readonly StudentRow[]
  /** Rows of the whole import as far as known: decides how the chunk reaches the server. */
  readonly rowsExpected: number
}

/** The tables of people. */
export interface PeopleStore {
  /** Decides and writes a chunk inside the caller's transaction. */
  merge(tx: Tx, chunk: ChunkToMerge, passwords: FirstPasswords): Promise<ChunkDecisions>
  /** Only decides; writes nothing. `claims` holds what earlier rows took that are in no table. */
  decide(tx: Tx, chunk: ChunkToMerge, claims: Claims): Promise<ChunkDecisions>
  /** Whether an error says that somebody else wrote the same people meanwhile: the chunk can be tried again. */
  isRace(error: unknown): boolean
}

/** A row that failed, with its cells as they were uploaded. */
export interface FailedRow {
  readonly cells: SheetRow['cells']
  readonly failure: RowFailure
}

/** Where people find the rows that failed. */
export interface FailedRowsStore {
  /** Stores a workbook of the header and the failed rows with their reasons. */
  write(objectKey: string, header: SheetRow, rows: AsyncIterable<FailedRow>, signal: AbortSignal): Promise<void>
}
