import { S3Client } from '@aws-sdk/client-s3'
import type { AcademyConfig } from '../config/index.ts'

/** A bucket and the client that reaches it. */
export interface Bucket {
  readonly client: S3Client
  readonly name: string
}

/**
 * A client of the object storage. Connections are made within five seconds or not at all; a transfer without a byte
 * for a minute is given up. Credentials are the configuration's, else AWS's own order is followed.
 */
export function createS3Client(config: Pick<AcademyConfig, 'aws'>): S3Client {
  const { region, s3Endpoint, credentials } = config.aws
  return new S3Client({
    region,
    ...(credentials && { credentials }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5000, socketTimeout: 60_000 },
    // Otherwise a presigned PUT is bound to the checksum of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Names of buckets are no host names anywhere but at AWS.
    ...(s3Endpoint && { endpoint: s3Endpoint, forcePathStyle: true }),
  })
}

/** Options that every request takes. */
export interface Abortable {
  /** Ends the request; it then fails with the signal's reason. */
  readonly signal?: AbortSignal
}

/** The same as the AWS SDK takes it. */
export function sending(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {}
}
