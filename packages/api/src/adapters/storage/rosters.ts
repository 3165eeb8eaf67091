import { createHash, type Hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { objects } from '@academy/sdk/contract'
import { AcademyError, RejectedInputError } from '@academy/sdk/errors'
import type { ObjectStorage } from '@academy/sdk/storage'
import yauzl from 'yauzl'
import type { RosterStorage } from '../../application/ports.ts'
import {
  type Refusal,
  refusedByDirectory,
  refusedBySignature,
  signatureLength,
  type ZipEntry,
} from '../../domain/roster-file.ts'

// A directory of the usual size lies in the last block.
const blockBytes = 128 * 1024

/** Rosters in the object storage; their zip directories are read by ranges, never the whole file. */
export class RosterFiles implements RosterStorage {
  readonly #storage: ObjectStorage

  constructor(storage: ObjectStorage) {
    this.#storage = storage
  }

  async store(key: string, file: Readable, signal?: AbortSignal): Promise<{ bytes: number; sha256: string }> {
    const [contentType] = objects.rosterContentTypes
    const digest = createHash('sha256')
    const { bytes } = await this.#storage.upload({
      key,
      body: file.compose((source: AsyncIterable<Buffer>) => digested(checkedHead(source), digest)) as Readable,
      contentType,
      limitBytes: objects.rosterLimitBytes,
      ...(signal && { signal }),
    })
    return { bytes, sha256: digest.digest('hex') }
  }

  async inspect(key: string, bytes: number, signal?: AbortSignal): Promise<Refusal | null> {
    const reader = new StoredFile(this.#storage, key, bytes, signal)
    try {
      return refusedByDirectory(await readDirectory(reader, bytes), bytes)
    } catch (error) {
      // The storage's own failure says nothing about the file.
      if (reader.failure !== undefined) throw reader.failure
      return { code: 'file_unreadable', reason: `the zip directory cannot be read: ${(error as Error).message}` }
    }
  }

  async open(key: string): Promise<Readable | null> {
    try {
      return await this.#storage.read(key)
    } catch (error) {
      if (error instanceof AcademyError && error.code === 'source_missing') return null
      throw error
    }
  }

  async remove(key: string): Promise<void> {
    await this.#storage.delete(key)
  }
}

/** Passes a file on once its first bytes are those of a zip file. */
async function* checkedHead(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of source) {
    if (head === undefined) {
      yield chunk
      continue
    }
    head = Buffer.concat([head, chunk])
    if (head.length < signatureLength) continue
    refuse(refusedBySignature(head))
    yield head
    head = undefined
  }
  if (head !== undefined) refuse(refusedBySignature(head))
}

/** Passes a file on and takes its digest. */
async function* digested(source: AsyncIterable<Buffer>, digest: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    digest.update(chunk)
    yield chunk
  }
}

function refuse(refusal: Refusal | null): void {
  if (refusal) throw new RejectedInputError(refusal.code, refusal.reason)
}

/** Reads the central directory entry by entry and stops as soon as there are more than a workbook has. */
async function readDirectory(reader: StoredFile, bytes: number): Promise<ZipEntry[]> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    yauzl.fromRandomAccessReader(reader, bytes, { lazyEntries: true, autoClose: false }, (error, file) =>
      error ? reject(error) : resolve(file),
    )
  })
  return new Promise((resolve, reject) => {
    const entries: ZipEntry[] = []
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push({
        name: entry.fileName,
        compressedBytes: entry.compressedSize,
        uncompressedBytes: entry.uncompressedSize,
        encrypted: entry.isEncrypted(),
      })
      if (entries.length > objects.rosterEntriesLimit) resolve(entries)
      else zip.readEntry()
    })
    zip.on('end', () => resolve(entries))
    zip.on('error', reject)
    zip.readEntry()
  })
}

/** yauzl asks for every entry by itself; whole blocks are read, each once. */
class StoredFile extends yauzl.RandomAccessReader {
  readonly #storage: ObjectStorage
  readonly #key: string
  readonly #bytes: number
  readonly #signal: AbortSignal | undefined
  readonly #blocks = new Map<number, Promise<Buffer>>()
  failure: unknown

  constructor(storage: ObjectStorage, key: string, bytes: number, signal?: AbortSignal) {
    super()
    this.#storage = storage
    this.#key = key
    this.#bytes = bytes
    this.#signal = signal
  }

  /** `end` is exclusive. */
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#slices(start, end))
  }

  async *#slices(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      const block = Math.floor(at / blockBytes)
      const bytes = await this.#block(block)
      const slice = bytes.subarray(at - block * blockBytes, end - block * blockBytes)
      if (slice.length === 0) throw new Error('the file ends too early')
      yield slice
      at += slice.length
    }
  }

  #block(block: number): Promise<Buffer> {
    const known = this.#blocks.get(block)
    if (known) return known
    const start = block * blockBytes
    const range = { start, end: Math.min(start + blockBytes, this.#bytes) - 1 }
    const reading = this.#storage
      .read(this.#key, { range, ...(this.#signal && { signal: this.#signal }) })
      .then(buffer)
      .catch((error) => {
        this.failure = error
        throw error
      })
    this.#blocks.set(block, reading)
    return reading
  }
}
