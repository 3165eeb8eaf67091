import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A temporary file without a name: it is gone with its handle, however the process ends, so that a killed worker
 * leaves nothing behind (P-32).
 */
export async function unnamedFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `academy-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}
