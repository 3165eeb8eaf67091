import { createReadStream, createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { RetryableError } from '@academy/sdk/errors'
import type { ObjectStorage } from '@academy/sdk/storage'
import type { VideoStorage } from '../application/ports.ts'
import type { PublishedFile } from '../domain/published-file.ts'

/** The object storage as the pipeline sees it. */
export function videoStorage(storage: ObjectStorage): VideoStorage {
  return {
    sizeOf: async (key, signal) => (await storage.head(key, { signal }))?.sizeBytes ?? null,
    download: (source, file, options) => download(storage, source, file, options),
    async upload(key, file, { contentType, cacheControl }, signal) {
      await storage.upload({ key, body: createReadStream(file), contentType, cacheControl, signal })
    },
    async list(prefix, signal) {
      const found: PublishedFile[] = []
      for await (const { key, sizeBytes } of storage.list(prefix, { signal })) {
        found.push({ path: key.slice(prefix.length), bytes: sizeBytes })
      }
      return found
    },
    async copy(from, to, signal) {
      await storage.copyPrefix(from, to, { signal })
    },
    remove: (key, signal) => storage.delete(key, { signal }),
    async empty(prefix, signal) {
      await storage.deletePrefix(prefix, { signal })
    },
  }
}

/** A connection that breaks is taken up where it broke, as long as each one brought something. */
async function download(
  storage: ObjectStorage,
  { key, bytes }: { readonly key: string; readonly bytes: number },
  file: string,
  { signal, onBytes }: Parameters<VideoStorage['download']>[2],
): Promise<void> {
  let received = 0
  const counter = () =>
    new Transform({
      transform(chunk: Buffer, _encoding, next) {
        received += chunk.length
        onBytes(received)
        next(null, chunk)
      },
    })
  while (received < bytes) {
    const before = received
    const range = { start: received, end: bytes - 1 }
    try {
      const body = await storage.read(key, { signal, range })
      await pipeline(body, counter(), createWriteStream(file, { flags: before === 0 ? 'w' : 'a' }), { signal })
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (before === received || isLocal(error)) throw storageFailure(error)
    }
    if (before === received) throw new RetryableError('storage_unavailable', 'the source is shorter than it was')
  }
}

/** Bytes that were received but not written are lost: nothing can be taken up after that. */
const isLocal = (error: unknown) =>
  ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')

function storageFailure(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RetryableError('disk_space_low', 'the disk is full', { cause: error })
  return error
}
