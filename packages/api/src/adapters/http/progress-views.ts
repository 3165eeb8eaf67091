import {
  type JobProgressDocument,
  type JobStatusDocument,
  operations,
  type Problem,
  type VideoProgressDocument,
  type VideoStatusDocument,
} from '@academy/sdk/contract'
import { problemOf, retryAfterSeconds } from './problems.ts'

/** What a client sees of a status and its progress; null when nothing is known. The fence says nothing to a client. */
export function shownProgress<P extends JobProgressDocument | VideoProgressDocument>(known: {
  readonly status: JobStatusDocument | VideoStatusDocument | null
  readonly progress: P | null
}) {
  const { status, progress } = known
  if (status) {
    const { fence: _, job_created_at: __, ...shown } = status as VideoStatusDocument
    return { ...shown, progress }
  }
  return progress && { ...stateOfOldJob(progress), progress }
}

/** Only jobs of the time before tenants have progress and no status; they are under way until they are complete. */
function stateOfOldJob({ percent, attempt, updated_at }: JobProgressDocument | VideoProgressDocument) {
  return { status: percent >= 100 ? ('DONE' as const) : ('RUNNING' as const), attempt, updated_at }
}

/** 404 that makes no statement about existence, with the way to the endpoint that does. */
export function progressNotFound(
  detail: 'getJob' | 'getVideo',
  id: string | number,
  correlationId: string,
): { status: 404; body: Problem; headers: Record<string, string> } {
  const url = operations[detail].path.replace(/\{\w+\}/, encodeURIComponent(id))
  const text = 'nothing is known now; ask again after Retry-After, or read the detail endpoint'
  return {
    status: 404,
    body: problemOf('progress_not_found', text, correlationId, { detail_url: url }),
    headers: {
      'content-type': 'application/problem+json',
      'retry-after': String(retryAfterSeconds),
      link: `<${url}>; rel="describedby"`,
    },
  }
}
