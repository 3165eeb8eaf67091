import { crc32, deflateRawSync } from 'node:zlib'

/** One file of a zip, with lies about it where a test wants them. */
export interface ZipFile {
  readonly name: string
  readonly content: Buffer | string
  readonly encrypted?: boolean
  /** Size that the central directory claims. */
  readonly claimedBytes?: number
}

/** A zip file, byte by byte, so that its directory can say what no library would write. */
export function zip(files: readonly ZipFile[], { commentBytes = 0 } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const content = Buffer.from(file.content)
    const packed = deflateRawSync(content)
    const facts = { file, content, packed, offset }
    const local = Buffer.concat([header(0x04034b50, facts), Buffer.from(file.name), packed])
    parts.push(local)
    directory.push(header(0x02014b50, facts), Buffer.from(file.name))
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22 + commentBytes)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(commentBytes, 20)
  return Buffer.concat([...parts, central, end])
}

function header(
  signature: 0x04034b50 | 0x02014b50,
  { file, content, packed, offset }: { file: ZipFile; content: Buffer; packed: Buffer; offset: number },
): Buffer {
  const central = signature === 0x02014b50
  const bytes = Buffer.alloc(central ? 46 : 30)
  // The central header has one field more in front and several behind.
  const at = central ? 2 : 0
  bytes.writeUInt32LE(signature, 0)
  if (central) bytes.writeUInt16LE(20, 4)
  bytes.writeUInt16LE(20, 4 + at)
  bytes.writeUInt16LE(file.encrypted ? 1 : 0, 6 + at)
  bytes.writeUInt16LE(8, 8 + at)
  bytes.writeUInt32LE(crc32(content), 14 + at)
  bytes.writeUInt32LE(packed.length, 18 + at)
  bytes.writeUInt32LE(file.claimedBytes ?? content.length, 22 + at)
  bytes.writeUInt16LE(Buffer.byteLength(file.name), 26 + at)
  if (central) bytes.writeUInt32LE(offset, 42)
  return bytes
}

/** What every workbook holds. The importer reads more; the upload looks no further. */
export const workbookFiles: readonly ZipFile[] = [
  { name: '[Content_Types].xml', content: '<Types/>' },
  { name: 'xl/workbook.xml', content: '<workbook/>' },
  { name: 'xl/worksheets/sheet1.xml', content: '<worksheet/>' },
]
