import { Readable } from 'node:stream'
import { DeleteObjectCommand, GetObjectCommand, HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import type { AcademyConfig } from '../config/index.ts'
import { RejectedInputError } from '../errors/index.ts'
import { type Abortable, type Bucket, createS3Client, sending } from './bucket.ts'
import {
  abortMultipart,
  completeMultipart,
  type DirectUpload,
  type DirectUploadRequest,
  startDirectUpload,
  type UploadedParts,
} from './direct-upload.ts'
import { copyPrefix, deletePrefix, type ListedObject, listPrefix, movePrefix } from './prefixes.ts'
import { isMissing, storageRequest } from './storage-errors.ts'
import { type StreamUpload, uploadStream } from './upload-stream.ts'

/** What the storage knows of an object without its bytes. */
export interface ObjectFacts {
  readonly sizeBytes: number
  readonly contentType: string | undefined
  readonly cacheControl: string | undefined
  readonly etag: string | undefined
  readonly lastModified: Date | undefined
}

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The objects of one bucket. Every method takes an AbortSignal and throws typed errors: `source_missing` for an
 * object that does not exist, the retryable `storage_unavailable` when the storage does not answer.
 *
 * @example
 * await using storage = createStorage(config)
 * const { bytes } = await storage.upload({ key, body: file, contentType: 'video/mp4', limitBytes })
 */
export class ObjectStorage implements AsyncDisposable {
  readonly bucket: Bucket

  constructor(bucket: Bucket) {
    this.bucket = bucket
  }

  /** Stores a stream; nothing is left when it fails. @throws RejectedInputError `file_too_large` */
  upload(upload: StreamUpload): Promise<{ bytes: number }> {
    return uploadStream(this.bucket, upload)
  }

  /** Signed addresses for an upload past this process: one PUT, or parts above the contract's threshold. */
  startDirectUpload(upload: DirectUploadRequest): Promise<DirectUpload> {
    return startDirectUpload(this.bucket, upload)
  }

  /** Puts the parts together. @throws RejectedInputError `video_not_uploaded` */
  completeMultipart(upload: UploadedParts): Promise<void> {
    return completeMultipart(this.bucket, upload)
  }

  abortMultipart(upload: { key: string; uploadId: string } & Abortable): Promise<void> {
    return abortMultipart(this.bucket, upload)
  }

  /** Facts of an object, or null when there is none. */
  async head(key: string, { signal }: Abortable = {}): Promise<ObjectFacts | null> {
    const command = new HeadObjectCommand({ Bucket: this.bucket.name, Key: key })
    const answer = await storageRequest(
      `looking at ${key}`,
      () =>
        this.bucket.client
          .send(command, sending(signal))
          .catch((error) => (isMissing(error) ? null : Promise.reject(error))),
      signal,
    )
    return (
      answer && {
        sizeBytes: answer.ContentLength ?? 0,
        contentType: answer.ContentType,
        cacheControl: answer.CacheControl,
        etag: answer.ETag,
        lastModified: answer.LastModified,
      }
    )
  }

  /**
   * The bytes of an object, or a range of them, as a stream. Read it to its end or destroy it.
   * @throws RejectedInputError `source_missing`
   */
  async read(key: string, { signal, range }: Abortable & { readonly range?: ByteRange } = {}): Promise<Readable> {
    const command = new GetObjectCommand({
      Bucket: this.bucket.name,
      Key: key,
      ...(range && { Range: `bytes=${range.start}-${range.end}` }),
    })
    const { Body } = await storageRequest(
      `reading ${key}`,
      () => this.bucket.client.send(command, sending(signal)),
      signal,
    )
    if (!(Body instanceof Readable)) throw new RejectedInputError('source_missing', `${key} has no body`)
    return Body
  }

  list(prefix: string, options: Abortable = {}): AsyncGenerator<ListedObject> {
    return listPrefix(this.bucket, prefix, options)
  }

  /** Copies everything below a folder; returns the new keys. */
  copyPrefix(from: string, to: string, options: Abortable = {}): Promise<string[]> {
    return copyPrefix(this.bucket, from, to, options)
  }

  /** Copies everything below a folder, then removes the sources; returns the new keys. */
  movePrefix(from: string, to: string, options: Abortable = {}): Promise<string[]> {
    return movePrefix(this.bucket, from, to, options)
  }

  /** Removes everything below a folder; returns how many objects there were. */
  deletePrefix(prefix: string, options: Abortable = {}): Promise<number> {
    return deletePrefix(this.bucket, prefix, options)
  }

  /** Removes one object; one that does not exist is no error. */
  async delete(key: string, { signal }: Abortable = {}): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.bucket.name, Key: key })
    await storageRequest(`removing ${key}`, () => this.bucket.client.send(command, sending(signal)), signal)
  }

  /** Whether the bucket exists and may be used. For the boot. */
  async reachable({ signal }: Abortable = {}): Promise<boolean> {
    return this.bucket.client.send(new HeadBucketCommand({ Bucket: this.bucket.name }), sending(signal)).then(
      () => true,
      () => false,
    )
  }

  close(): void {
    this.bucket.client.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}

/** The storage that the configuration names. */
export function createStorage(config: Pick<AcademyConfig, 'aws' | 'storage'>): ObjectStorage {
  return new ObjectStorage({ client: createS3Client(config), name: config.storage.bucket })
}
