import { v7 } from 'uuid'

/**
 * An id for a job that is about to be created: a UUIDv7 (RFC 9562 §5.7), ordered by time. The newest jobs are the ones
 * that are written again and again, and so they are neighbours in every index that begins with the id or the tenant.
 *
 * @example
 * const jobId = newJobId()
 */
export function newJobId(): string {
  return v7()
}
