import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { setImmediate } from 'node:timers/promises'
import { type ArchivePart, unreadable } from './zip-archive.ts'

// A file inflates in pieces of 80 KB, and parsing one takes 5 ms. A chunk's transaction has nine short round trips, and
// every answer would wait that long: reading would stand in the way of the database instead of running beside it.
const longestPieceBytes = 8 * 1024

/**
 * A part's text, piece by small piece; between two of them the process does whatever else is waiting. Characters of
 * several bytes are never cut (exceljs decodes each piece by itself and so breaks every few thousandth Hangul
 * syllable). Other encodings than UTF-8 and document type declarations, which workbooks never have but entity tricks
 * need, are refused.
 */
export async function* xmlText(part: ArchivePart, signal?: AbortSignal): AsyncGenerator<string> {
  const stream = await part.open()
  const abort = () => stream.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    yield* decoded(stream, part)
    signal?.throwIfAborted()
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof Error && 'code' in error && error.code === 'file_unreadable' ? error : damaged(part, error)
  } finally {
    signal?.removeEventListener('abort', abort)
    stream.destroy()
  }
}

async function* decoded(stream: Readable, part: ArchivePart): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let first = true
  for await (const bytes of smallPieces(stream)) {
    const text = decoder.write(bytes)
    if (first && text !== '') {
      refuseProlog(text, part)
      first = false
    }
    if (text !== '') yield text
  }
  const rest = decoder.end()
  if (rest !== '') yield rest
}

async function* smallPieces(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const bytes of stream) {
    for (let start = 0; start < bytes.length; start += longestPieceBytes) {
      await setImmediate()
      yield bytes.subarray(start, start + longestPieceBytes)
    }
  }
}

function refuseProlog(text: string, part: ArchivePart): void {
  const start = text.slice(0, 1024)
  if (/encoding\s*=\s*["'](?!utf-?8["'])/i.test(start.slice(0, Math.max(0, start.indexOf('?>'))))) {
    throw unreadable(`A part of the file is not UTF-8: ${part.path}`)
  }
}

function damaged(part: ArchivePart, error: unknown): Error {
  return unreadable(`A part of the file cannot be read: ${part.path}`, error)
}
