import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { objects } from '../contract/index.ts'
import { RejectedInputError } from '../errors/index.ts'
import { type Abortable, type Bucket, sending } from './bucket.ts'
import { isMissing, storageRequest } from './storage-errors.ts'

/** A file that its owner uploads straight to the storage. */
export interface DirectUploadRequest extends Abortable {
  readonly key: string
  readonly contentType: string
  readonly sizeBytes: number
}

/** Where the bytes go. No token is needed: the addresses are signed and expire. */
export type DirectUpload =
  | {
      readonly kind: 'single'
      readonly method: 'PUT'
      readonly url: string
      readonly headers: Readonly<Record<string, string>>
      readonly expiresAt: Date
    }
  | {
      readonly kind: 'multipart'
      readonly uploadId: string
      readonly partSizeBytes: number
      readonly parts: readonly { readonly partNumber: number; readonly url: string }[]
      readonly expiresAt: Date
    }

export interface UploadedPart {
  readonly partNumber: number
  /** As the answer to the part's PUT had it. */
  readonly etag: string
}

/** A multipart upload that is to be completed. */
export interface UploadedParts extends Abortable {
  readonly key: string
  readonly uploadId: string
  readonly parts: readonly UploadedPart[]
}

/** One presigned PUT, or a multipart upload above the contract's threshold. */
export async function startDirectUpload(bucket: Bucket, upload: DirectUploadRequest): Promise<DirectUpload> {
  const expiresAt = new Date(Date.now() + objects.uploadUrlSeconds * 1000)
  if (upload.sizeBytes <= objects.multipartThresholdBytes) {
    return { ...(await presignPut(bucket, upload)), kind: 'single', method: 'PUT', expiresAt }
  }
  const uploadId = await createMultipart(bucket, upload)
  const partSizeBytes = partSizeFor(upload.sizeBytes)
  const count = Math.ceil(upload.sizeBytes / partSizeBytes)
  const parts = await Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      partNumber: index + 1,
      url: await presignPart(bucket, upload.key, uploadId, index + 1),
    })),
  )
  return { kind: 'multipart', uploadId, partSizeBytes, parts, expiresAt }
}

/** Bytes of each part but the last: the contract's size, larger when that would take too many parts. */
export function partSizeFor(sizeBytes: number): number {
  const mebibyte = 1024 * 1024
  const needed = Math.ceil(sizeBytes / objects.multipartPartsLimit / mebibyte) * mebibyte
  return Math.max(objects.multipartPartBytes, needed)
}

async function presignPut(bucket: Bucket, { key, contentType, sizeBytes }: DirectUploadRequest) {
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    ContentType: contentType,
    ContentLength: sizeBytes,
  })
  const url = await getSignedUrl(bucket.client, command, {
    expiresIn: objects.uploadUrlSeconds,
    // Signed, so that nothing larger and nothing of another type can be put there.
    signableHeaders: new Set(['host', 'content-type', 'content-length']),
  })
  return { url, headers: { 'content-type': contentType } }
}

async function createMultipart(bucket: Bucket, { key, contentType, signal }: DirectUploadRequest): Promise<string> {
  const command = new CreateMultipartUploadCommand({ Bucket: bucket.name, Key: key, ContentType: contentType })
  const { UploadId } = await storageRequest(
    `starting the upload of ${key}`,
    () => bucket.client.send(command, sending(signal)),
    signal,
  )
  if (!UploadId) throw new TypeError('the object storage gave no upload id')
  return UploadId
}

function presignPart(bucket: Bucket, key: string, uploadId: string, partNumber: number): Promise<string> {
  const command = new UploadPartCommand({ Bucket: bucket.name, Key: key, UploadId: uploadId, PartNumber: partNumber })
  return getSignedUrl(bucket.client, command, { expiresIn: objects.uploadUrlSeconds })
}

/**
 * Puts uploaded parts together. Completing an upload that is complete already is no error; look at the object to learn
 * what is there.
 *
 * @throws RejectedInputError `video_not_uploaded` when the storage does not have these parts; more can be uploaded
 */
export async function completeMultipart(bucket: Bucket, upload: UploadedParts): Promise<void> {
  const { key, uploadId, signal } = upload
  const parts = [...upload.parts].sort((a, b) => a.partNumber - b.partNumber)
  const command = new CompleteMultipartUploadCommand({
    Bucket: bucket.name,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })) },
  })
  const complete = async () => {
    try {
      await bucket.client.send(command, sending(signal))
    } catch (error) {
      if (isMissing(error)) return
      if (!refusals.has((error as Error).name)) throw error
      const text = 'the parts are not those that were uploaded'
      throw new RejectedInputError('video_not_uploaded', text, { cause: error })
    }
  }
  await storageRequest(`completing the upload of ${key}`, complete, signal)
}

const refusals: ReadonlySet<string> = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall'])

/** Gives up a multipart upload; its parts are removed. One that is gone already is no error. */
export async function abortMultipart(
  bucket: Bucket,
  { key, uploadId, signal }: { key: string; uploadId: string } & Abortable,
): Promise<void> {
  const command = new AbortMultipartUploadCommand({ Bucket: bucket.name, Key: key, UploadId: uploadId })
  await storageRequest(
    `giving up the upload of ${key}`,
    () => bucket.client.send(command, sending(signal)),
    signal,
  ).catch((error) => {
    if (error?.code !== 'source_missing') throw error
  })
}
