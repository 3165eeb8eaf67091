import { type ErrorCode, type Problem, validate } from '../contract/index.ts'
import { AcademyError } from '../errors/index.ts'

/** An answer that is no success, as it came. */
export interface FailedAnswer {
  readonly status: number
  readonly headers: Headers
  /** The parsed body; undefined when it is no JSON. */
  readonly body: unknown
}

/**
 * The API answered with an error. `code` is the contract's (`problem.code`); answers that are no problem document,
 * for example of a proxy in between, have the code `unexpected_error`.
 */
export class HttpError extends AcademyError {
  static override readonly brand: string = 'HttpError'

  readonly status: number
  readonly headers: Headers
  /** The correlation id of the request, for logs and support. */
  readonly requestId: string | undefined
  readonly problem: Problem | undefined

  constructor({ status, headers, body }: FailedAnswer) {
    const problem = asProblem(body)
    const code: ErrorCode = problem?.code ?? 'unexpected_error'
    super(code, problem?.detail ?? `the API answered ${status}`, {
      retryable: problem?.retryable ?? (status === 429 || status >= 500),
    })
    this.status = status
    this.headers = headers
    this.requestId = headers.get('x-correlation-id') ?? problem?.correlation_id
    this.problem = problem
  }
}

/** 400: the request breaks the contract; `problem.errors` names each field. */
export class BadRequestError extends HttpError {
  static override readonly brand: string = 'BadRequestError'
}

/** 401: no token, or none that is valid. */
export class AuthenticationError extends HttpError {
  static override readonly brand: string = 'AuthenticationError'
}

/** 403: the role or the plan does not allow it. */
export class PermissionError extends HttpError {
  static override readonly brand: string = 'PermissionError'
}

/** 404: it does not exist for this tenant. */
export class NotFoundError extends HttpError {
  static override readonly brand: string = 'NotFoundError'
}

/** 409: the state does not allow it. */
export class ConflictError extends HttpError {
  static override readonly brand: string = 'ConflictError'
}

/** 413, 415 or 422: the file or the option is not accepted. */
export class UnprocessableError extends HttpError {
  static override readonly brand: string = 'UnprocessableError'
}

/** 429: too many requests, or the quota is used up. */
export class RateLimitError extends HttpError {
  static override readonly brand: string = 'RateLimitError'
}

/** 500 and above. */
export class ServerError extends HttpError {
  static override readonly brand: string = 'ServerError'
}

/** No answer: the connection failed, or took longer than it may. */
export class ConnectionError extends AcademyError {
  static override readonly brand: string = 'ConnectionError'

  constructor(message: string, options: { readonly cause: unknown }) {
    super('api_unreachable', message, options)
  }
}

const byStatus: Readonly<Record<number, new (answer: FailedAnswer) => HttpError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  413: UnprocessableError,
  415: UnprocessableError,
  422: UnprocessableError,
  429: RateLimitError,
}

/** The error of an answer, by its status. */
export function httpError(answer: FailedAnswer): HttpError {
  const Class = byStatus[answer.status] ?? (answer.status >= 500 ? ServerError : HttpError)
  return new Class(answer)
}

/** Open to fields and codes that a newer API may have: a client must understand its older self's errors. */
function asProblem(body: unknown): Problem | undefined {
  if (validate.problem(body).length === 0) return body as Problem
  const { code, detail, status, retryable } = (body ?? {}) as Partial<Problem>
  const looksLikeOne = typeof code === 'string' && typeof detail === 'string' && typeof status === 'number'
  return looksLikeOne && typeof retryable === 'boolean' ? (body as Problem) : undefined
}
