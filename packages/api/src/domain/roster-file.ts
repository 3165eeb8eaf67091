import { objects } from '@academy/sdk/contract'

/** One entry of a zip file's central directory. */
export interface ZipEntry {
  readonly name: string
  readonly compressedBytes: number
  readonly uncompressedBytes: number
  readonly encrypted: boolean
}

/** Why a file is no roster, with the code of the contract's table. */
export interface Refusal {
  readonly code: 'file_type_not_supported' | 'file_unreadable' | 'file_too_large'
  readonly reason: string
}

export const signatureLength = 8

const zipSignature = [0x50, 0x4b, 0x03, 0x04]
// The container of .xls and of password-protected .xlsx files.
const oleSignature = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

/** What the name and the declared type say before a byte is read. */
export function refusedByName(filename: string, contentType: string): Refusal | null {
  if (!/\.xlsx$/i.test(filename)) {
    return { code: 'file_type_not_supported', reason: 'the file name must end with .xlsx' }
  }
  const type = contentType.split(';')[0]?.trim().toLowerCase()
  if (objects.rosterContentTypes.some((known) => known === type)) return null
  return { code: 'file_type_not_supported', reason: `${contentType} is not the type of an .xlsx file` }
}

/** What the first bytes say: whether this can be an .xlsx file at all. */
export function refusedBySignature(head: Uint8Array): Refusal | null {
  if (startsWith(head, zipSignature)) return null
  if (startsWith(head, oleSignature)) {
    const reason = 'this is an .xls file or one with a password: save it as .xlsx without a password'
    return { code: 'file_type_not_supported', reason }
  }
  return { code: 'file_type_not_supported', reason: 'the file does not begin like an .xlsx file' }
}

/** What the zip directory says, before anything is unpacked. */
export function refusedByDirectory(entries: readonly ZipEntry[], fileBytes: number): Refusal | null {
  const sum = (size: (entry: ZipEntry) => number) => entries.reduce((total, entry) => total + size(entry), 0)
  const packed = sum(({ compressedBytes }) => compressedBytes)
  const unpacked = sum(({ uncompressedBytes }) => uncompressedBytes)
  if (entries.some(({ encrypted }) => encrypted)) {
    return { code: 'file_unreadable', reason: 'the file is protected by a password' }
  }
  // Entries that share their bytes are how a small file becomes a large one without a suspicious ratio.
  if (entries.length > objects.rosterEntriesLimit || packed > fileBytes) {
    return { code: 'file_unreadable', reason: 'the zip directory does not fit its file' }
  }
  if (unpacked > objects.rosterUnpackedLimitBytes || unpacked > packed * objects.rosterUnpackedRatioLimit) {
    return { code: 'file_too_large', reason: 'the file would unpack to far more than a roster needs' }
  }
  const names = new Set(entries.map(({ name }) => name))
  if (names.has('[Content_Types].xml') && names.has('xl/workbook.xml')) return null
  return { code: 'file_type_not_supported', reason: 'the zip file holds no workbook' }
}

function startsWith(head: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => head[index] === byte)
}
