import { type ErrorCode, errorCodes, type Problem, polling, type Violation } from '@academy/sdk/contract'
import { isConnectionError } from '@academy/sdk/database'
import { AcademyError, ContractViolation } from '@academy/sdk/errors'

/** What the contract sends for an error. */
export interface ProblemAnswer {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
}

// Errors of the framework, in the contract's words.
const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'file_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'file_type_not_supported',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'file_type_not_supported',
  FST_REQ_FILE_TOO_LARGE: 'file_too_large',
}

// Errors of the database, by SQLSTATE: the schema's own rules were broken by two requests at once.
const databaseCodes: Readonly<Record<string, ErrorCode>> = { AC003: 'video_state_conflict' }
const constraintCodes: Readonly<Record<string, ErrorCode>> = { jobs_one_active_a_video: 'video_state_conflict' }

// Values that the contract allows and the database cannot hold, such as a text with a zero byte.
const dataException = /^22[0-9A-Z]{3}$/

/**
 * Turns any error into problem+json. What an unexpected error says stays in the log: the answer has the correlation id.
 */
export function toProblem(error: unknown, correlationId: string): ProblemAnswer {
  if (error instanceof ContractViolation) {
    const errors = error.violations.map(toField)
    const detail = errors.length === 1 ? '1 field breaks the contract' : `${errors.length} fields break the contract`
    return answer('validation_failed', detail, correlationId, { errors })
  }
  const code = codeOf(error)
  const facts = errorCodes[code]
  const status = facts.httpStatus ?? 500
  const detail = status < 500 ? textOf(error, facts.title) : facts.action
  const seconds = error instanceof AcademyError ? error.retryAfterSeconds : undefined
  return answer(code, detail, correlationId, {}, seconds)
}

/** A problem by its code, with more of the fields that a problem may have. */
export function problemOf(
  code: ErrorCode,
  detail: string,
  correlationId: string,
  more: Partial<Pick<Problem, 'detail_url' | 'errors'>> = {},
): Problem {
  const { httpStatus, title, retryable } = errorCodes[code]
  return {
    type: `urn:academy:problem:${code}`,
    title,
    status: httpStatus ?? 500,
    code,
    detail,
    correlation_id: correlationId,
    retryable,
    ...more,
  }
}

/** Seconds after which asking again makes sense: the shortest interval of the contract's polling. */
export const retryAfterSeconds = polling[0].everySeconds

function answer(
  code: ErrorCode,
  detail: string,
  correlationId: string,
  more: Partial<Pick<Problem, 'errors'>>,
  seconds?: number,
): ProblemAnswer {
  const problem = problemOf(code, detail, correlationId, more)
  const waits = problem.status === 503 || problem.status === 429
  return {
    problem,
    headers: {
      ...(waits && { 'retry-after': String(Math.ceil(seconds ?? retryAfterSeconds)) }),
      ...(problem.status === 401 && { 'www-authenticate': 'Bearer' }),
    },
  }
}

function codeOf(error: unknown): ErrorCode {
  // A code that only jobs have would tell a client nothing it can act on.
  if (error instanceof AcademyError) return errorCodes[error.code].httpStatus === null ? 'internal_error' : error.code
  const { code, statusCode, constraint } = (error ?? {}) as { code?: string; statusCode?: number; constraint?: string }
  const known = frameworkCodes[code ?? ''] ?? databaseCodes[code ?? ''] ?? constraintCodes[constraint ?? '']
  if (known) return known
  if (isConnectionError(error)) return 'database_unavailable'
  if (code !== undefined && dataException.test(code)) return 'validation_failed'
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? 'validation_failed' : 'internal_error'
}

function textOf(error: unknown, title: string): string {
  if (error instanceof AcademyError) return error.text
  return error instanceof Error && 'statusCode' in error ? error.message : title
}

function toField({ pointer, schemaPath, message }: Violation): NonNullable<Problem['errors']>[number] {
  const field = pointer.split('/').at(-1) ?? ''
  return { field: field.replaceAll('~1', '/').replaceAll('~0', '~'), pointer, message, contract: schemaPath }
}
