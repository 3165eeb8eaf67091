import { objects } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import type { RosterSource } from '../application/ports.ts'
import { openWorkbook } from './excel/roster-workbook.ts'
import { unnamedFile } from './unnamed-file.ts'

/** Streams an object's bytes. @throws RejectedInputError `source_missing` when it does not exist */
export type ReadObject = (key: string, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>

/**
 * Rosters in object storage. A zip's directory stands at its end, so the file is streamed to an unnamed temporary file
 * of bounded size first; what it inflates to is streamed from there and never held.
 */
export function createRosterSource(readObject: ReadObject): RosterSource {
  return {
    open: async (objectKey, signal) => {
      const file = await unnamedFile()
      try {
        let bytes = 0
        for await (const piece of await readObject(objectKey, signal)) {
          signal.throwIfAborted()
          bytes += piece.byteLength
          if (bytes > objects.rosterLimitBytes)
            throw new RejectedInputError('file_too_large', 'The roster is too large')
          await file.appendFile(piece)
        }
        return { ...(await openWorkbook(file, signal)), close: () => file.close() }
      } catch (error) {
        await file.close()
        throw error
      }
    },
  }
}
