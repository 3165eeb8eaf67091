import { Buffer } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { objects } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import { type Entry, fromBuffer, fromFd, type Options, type ZipFile } from 'yauzl'

// Small parts may shrink as they like: an empty sheet's XML is mostly the same few words.
const ratioCheckedFrom = 1024 * 1024
const officeCompound = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/** A part of the workbook, such as xl/workbook.xml. */
export interface ArchivePart {
  readonly path: string
  /** Bytes once inflated, as the directory declares; more than that is an error while reading. */
  readonly size: number
  open(): Promise<Readable>
}

/** A whole file: in memory, or open for reading. */
export type WholeFile = Buffer | FileHandle

/**
 * The parts of a workbook by path. Sizes are checked before anything is inflated.
 * @throws RejectedInputError `file_type_not_supported` or `file_unreadable`
 */
export async function readArchive(file: WholeFile): Promise<ReadonlyMap<string, ArchivePart>> {
  if ((await headOf(file)).equals(officeCompound)) {
    throw new RejectedInputError('file_type_not_supported', 'The file is an old .xls or a workbook with a password')
  }
  const zip = await openZip(file)
  const parts = new Map<string, ArchivePart>()
  let unpacked = 0
  for await (const entry of entriesOf(zip)) {
    if (entry.fileName.endsWith('/')) continue
    unpacked += entry.uncompressedSize
    refuseBomb(entry, parts.size, unpacked)
    parts.set(normalisePath(entry.fileName), {
      path: entry.fileName,
      size: entry.uncompressedSize,
      // The handle is named here so that it lives as long as anybody can read: one that is collected is closed.
      open: () => openPart(zip, entry, file),
    })
  }
  return parts
}

/** A damaged file, whatever exactly is damaged. */
export function unreadable(message: string, cause?: unknown): RejectedInputError {
  return new RejectedInputError('file_unreadable', message, cause === undefined ? {} : { cause })
}

// The contract bounds what a roster may unpack to; its declared sizes are held to while reading.
function refuseBomb(entry: Entry, entries: number, unpacked: number): void {
  const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize)
  const tooSteep = entry.uncompressedSize > ratioCheckedFrom && ratio > objects.rosterUnpackedRatioLimit
  if (tooSteep || unpacked > objects.rosterUnpackedLimitBytes || entries >= objects.rosterEntriesLimit) {
    throw unreadable('The file unpacks to more than a workbook should')
  }
  if (entry.isEncrypted()) throw new RejectedInputError('file_type_not_supported', 'The file is encrypted')
}

function openZip(file: WholeFile): Promise<ZipFile> {
  // The file is its owner's to close: parts are opened long after the last entry was listed.
  const options: Options = { lazyEntries: true, validateEntrySizes: true, autoClose: false }
  return new Promise((resolve, reject) => {
    const opened = (error: Error | null, zip: ZipFile) => {
      if (error) reject(unreadable('The file is not a whole zip archive', error))
      else resolve(zip)
    }
    if (Buffer.isBuffer(file)) fromBuffer(file, options, opened)
    else fromFd(file.fd, options, opened)
  })
}

async function headOf(file: WholeFile): Promise<Buffer> {
  if (Buffer.isBuffer(file)) return file.subarray(0, officeCompound.length)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(officeCompound.length), 0, officeCompound.length, 0)
  return buffer.subarray(0, bytesRead)
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      zip.once('entry', resolve)
      zip.once('end', () => resolve(undefined))
      zip.once('error', (error) => reject(unreadable('The directory of the archive is damaged', error)))
      zip.readEntry()
    })
    zip.removeAllListeners()
    if (!entry) return
    yield entry
  }
}

function openPart(zip: ZipFile, entry: Entry, file: WholeFile): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(unreadable(`A part of the file cannot be read: ${entry.fileName}`, error))
      else resolve(stream.once('close', () => void file))
    })
  })
}

function normalisePath(path: string): string {
  return path.replace(/^\/+/, '').toLowerCase()
}
