import type { ExcelParsingPayload, FirstLogins } from '@academy/sdk/contract'
import type { ClaimedJob, JobContext } from '@academy/sdk/worker'
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

/** An account that a row makes. */
export interface NewAccount {
  /** Excel number of the row. */
  readonly row: number
  readonly role: 'student' | 'parent'
  readonly login: string
  readonly name: string
  /** The phone by which the account's person is reached; a student without one is reached by the parent's. */
  readonly phone: string
}

/** First passwords of the accounts that one chunk makes. */
export interface ChunkPasswords {
  /** One-time passwords stop working then; others have none. */
  readonly expiresAt?: Date
  /** The hash for a new account; asked once for each. */
  hash(account: NewAccount): string
  /** Keeps what is to be handed over, in the transaction that makes the accounts. */
  keep(tx: Tx, lastRow: number): Promise<void>
}

/** How the first passwords of an import's accounts come to be; no password leaves this in clear. */
export interface FirstPasswords {
  /** Hashes what accounts with these phones need. Slow by intent: never inside a transaction. */
  prepare(phones: readonly string[]): Promise<void>
  /** Begins a chunk, anew each time its transaction is tried. */
  forChunk(): ChunkPasswords
  /** What there is to hand over, the transaction's own chunk included. */
  handOver(tx: Tx): Promise<FirstLogins | undefined>
}

/** First passwords by mode. */
export interface PasswordMaker {
  /** @throws RejectedInputError `option_not_available` when the mode or the secret's name is not configured */
  make(
    mode: ExcelParsingPayload['password_mode'],
    secretName: string | undefined,
    job: Pick<ClaimedJob, 'jobId' | 'tenantId'>,
  ): Promise<FirstPasswords>
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
