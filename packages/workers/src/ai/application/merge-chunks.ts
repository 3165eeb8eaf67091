import type { JobContext } from '@academy/sdk/worker'
import { afterChunk, type ImportState } from './import-state.ts'
import type { FirstPasswords, PeopleStore, Tx } from './ports.ts'
import type { Chunk } from './read-chunks.ts'

/** What every chunk of an import is merged with. */
export interface MergeSettings {
  readonly tenantId: string
  readonly people: PeopleStore
  readonly passwords: FirstPasswords
}

// Times that a chunk is tried again after somebody else wrote the same people in between.
const raceRetries = 5

/** Hashes the first passwords that a chunk may need, before its transaction begins. */
export async function preparePasswords(chunk: Chunk, passwords: FirstPasswords): Promise<void> {
  await passwords.prepare(chunk.students.flatMap((student) => [student.parentPhone, student.studentPhone ?? []].flat()))
}

/** Writes a chunk inside the caller's transaction; the state once that is committed. */
export async function mergeChunk(
  tx: Tx,
  chunk: Chunk,
  state: ImportState,
  { tenantId, people, passwords }: MergeSettings,
): Promise<ImportState> {
  const { students, rowsExpected } = chunk
  if (students.length === 0) return { ...state, lastRow: chunk.lastRow }
  return afterChunk(state, await people.merge(tx, { tenantId, students, rowsExpected }, passwords), chunk.lastRow)
}

/** One chunk, its checkpoint and the fence in one transaction; tried again when somebody wrote the same people. */
export async function commitChunk(
  context: JobContext,
  chunk: Chunk,
  state: ImportState,
  settings: MergeSettings,
): Promise<ImportState> {
  await preparePasswords(chunk, settings.passwords)
  for (let tried = 0; ; tried += 1) {
    context.signal.throwIfAborted()
    try {
      return await context.transaction(async (tx) => {
        const merged = await mergeChunk(tx, chunk, state, settings)
        await context.checkpoint.save(tx, merged)
        return merged
      })
    } catch (error) {
      if (tried === raceRetries || !settings.people.isRace(error)) throw error
      context.log.info({ tried }, 'a chunk met other writers and is tried again')
    }
  }
}
