import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Upload } from '@aws-sdk/lib-storage'
import { RejectedInputError } from '../errors/index.ts'
import type { Abortable, Bucket } from './bucket.ts'
import { storageRequest } from './storage-errors.ts'

/** A stream to store. */
export interface StreamUpload extends Abortable {
  readonly key: string
  readonly body: Readable
  readonly contentType: string
  readonly cacheControl?: string
  /** Bytes; one more and the upload is refused and nothing is kept. */
  readonly limitBytes?: number
}

/**
 * Stores a stream of unknown length without holding more than one part of it in memory. When it fails for any reason
 * nothing is left behind, not even parts.
 *
 * @throws RejectedInputError `file_too_large` when the stream is longer than the limit
 */
export async function uploadStream(bucket: Bucket, upload: StreamUpload): Promise<{ bytes: number }> {
  const counted = new CountingLimit(upload.limitBytes ?? Number.POSITIVE_INFINITY)
  const transfer = new Upload({
    client: bucket.client,
    params: {
      Bucket: bucket.name,
      Key: upload.key,
      Body: counted,
      ContentType: upload.contentType,
      ...(upload.cacheControl && { CacheControl: upload.cacheControl }),
    },
    // One part at a time, each of the smallest size that S3 takes (the library's default): that is what memory holds.
    queueSize: 1,
    leavePartsOnError: false,
  })
  const abort = () => void transfer.abort()
  upload.signal?.addEventListener('abort', abort, { once: true })
  try {
    upload.signal?.throwIfAborted()
    // Both ends are awaited: a broken source must end the transfer and a broken transfer must end the source.
    const piped = pipeline(upload.body, counted)
    piped.catch(() => {})
    await storageRequest(`storing ${upload.key}`, () => transfer.done(), upload.signal)
    await piped
    return { bytes: counted.bytes }
  } catch (error) {
    // What broke the stream says more than what the transfer made of it.
    const reason = upload.signal?.aborted ? upload.signal.reason : (upload.body.errored ?? counted.errored ?? error)
    upload.body.destroy()
    counted.destroy()
    throw reason
  } finally {
    upload.signal?.removeEventListener('abort', abort)
  }
}

class CountingLimit extends Transform {
  readonly #limit: number
  bytes = 0

  constructor(limit: number) {
    super()
    this.#limit = limit
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error, chunk?: Buffer) => void): void {
    this.bytes += chunk.length
    if (this.bytes <= this.#limit) done(undefined, chunk)
    else done(new RejectedInputError('file_too_large', `the file is larger than ${this.#limit} bytes`))
  }
}
