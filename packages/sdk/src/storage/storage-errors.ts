import { AcademyError, RejectedInputError } from '../errors/index.ts'

/** Whether the storage answered that the object, or the multipart upload, does not exist. */
export function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
  return name === 'NotFound' || name === 'NoSuchKey' || name === 'NoSuchUpload' || $metadata?.httpStatusCode === 404
}

/**
 * Runs a request of the AWS SDK and turns its errors into typed ones: an abort stays the signal's reason, a missing
 * object is `source_missing`, everything else (already retried by the SDK) is the retryable `storage_unavailable`.
 */
export async function storageRequest<R>(what: string, request: () => Promise<R>, signal?: AbortSignal): Promise<R> {
  try {
    return await request()
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (error instanceof AcademyError) throw error
    if (isMissing(error)) throw new RejectedInputError('source_missing', `${what}: no such object`, { cause: error })
    const reason = error instanceof Error ? error.name : String(error)
    throw new AcademyError('storage_unavailable', `${what}: ${reason}`, { cause: error })
  }
}
