export { AcademyClient, type AcademyClientOptions, type CallOptions } from './client.ts'
export {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ConnectionError,
  HttpError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  UnprocessableError,
} from './http-errors.ts'
export type { AnswerOf, InputOf, ItemOf, ListOperationId } from './operation-types.ts'
export { type PollOptions, pollPause } from './poll.ts'
export type { RawAnswer } from './send.ts'
