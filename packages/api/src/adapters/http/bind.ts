import {
  type Operation,
  type OperationId,
  objects,
  operations,
  type Validator,
  validateRequestBody,
} from '@academy/sdk/contract'
import { AcademyError, ContractViolation, RejectedInputError } from '@academy/sdk/errors'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Identity } from '../../domain/identity.ts'
import { readTraceparent, type Trace } from '../../domain/trace.ts'
import type { Authenticate } from './authentication.ts'
import type { OperationCall, OperationHandlers } from './operation.ts'
import { readParameters } from './read-parameters.ts'

type AnyHandler = (call: OperationCall<OperationId>) => Promise<{
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}>

// A form has a file and a handful of short options.
const formLimits = { files: 1, fields: 20, parts: 25, fieldSize: 10_000, fileSize: objects.rosterLimitBytes + 1 }

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the token is verified. */
    identity: Identity | null
    operationId: OperationId | null
  }
}

/**
 * Binds every operation of openapi.yaml to its handler: method and path, token, role, parameters and body are the
 * contract's. A planned operation answers 501.
 * @throws AcademyError that names the operations without a handler: the boot stops
 */
export async function bindOperations(
  app: FastifyInstance,
  handlers: Partial<OperationHandlers>,
  authenticate: Authenticate,
): Promise<void> {
  const all = Object.entries(operations) as [OperationId, Operation][]
  const unbound = all.filter(([id, { status }]) => status === 'built' && !(id in handlers)).map(([id]) => id)
  if (unbound.length > 0) {
    throw new AcademyError(
      'configuration_invalid',
      `operations of openapi.yaml without a handler: ${unbound.join(', ')}`,
    )
  }
  app.decorateRequest('identity', null)
  app.decorateRequest('operationId', null)
  const bind = (to: FastifyInstance, [id, operation]: [OperationId, Operation]) => {
    const handler = (
      operation.status === 'built' ? handlers[id as keyof OperationHandlers] : notBuilt(id)
    ) as AnyHandler
    to.route({
      method: operation.method as 'GET' | 'POST' | 'DELETE',
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      // Before the body is read: nobody without a token may send one.
      onRequest: (request) => admit(request, id, operation, authenticate),
      handler: (request, reply) => run(id, operation, handler, request, reply),
    })
  }
  const [forms, others] = [all.filter(([, { form }]) => form), all.filter(([, { form }]) => !form)]
  for (const each of others) bind(app, each)
  // Apart, since the reader of forms adds to the work of every request that it sees.
  await app.register(async (readsForms) => {
    await readsForms.register(multipart, { limits: formLimits })
    for (const each of forms) bind(readsForms, each)
  })
}

async function admit(request: FastifyRequest, id: OperationId, operation: Operation, authenticate: Authenticate) {
  request.operationId = id
  if (operation.public) return
  const identity = await authenticate(request.headers.authorization)
  request.identity = identity
  if (operation.roles && !operation.roles.includes(identity.role)) {
    throw new RejectedInputError('forbidden', `this needs the role ${operation.roles.join(' or ')}`)
  }
}

async function run(
  id: OperationId,
  operation: Operation,
  handler: AnyHandler,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const parameters = readParameters(id, request)
  const answer = await handler({
    identity: operation.public ? null : request.identity,
    ...parameters,
    body: readBody(id, operation, request),
    trace: traceOf(request),
    raw: request,
  } as OperationCall<OperationId>)
  return reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .send(answer.body)
}

/** Multipart forms are streams: their operation reads and validates them itself. */
function readBody(id: OperationId, { form }: Operation, { body }: FastifyRequest): unknown {
  const validate = (validateRequestBody as Partial<Record<OperationId, Validator>>)[id]
  if (!validate || form || (body === undefined && isBodyOptional.has(id))) return body
  const violations = validate(body)
  if (violations.length > 0) throw new ContractViolation(`the body of ${id}`, violations)
  return body
}

const isBodyOptional: ReadonlySet<OperationId> = new Set(['completeVideoUpload'])

function traceOf({ id, headers }: FastifyRequest): Trace {
  const { traceparent } = headers
  const parent = readTraceparent(typeof traceparent === 'string' ? traceparent : undefined)
  return { correlationId: id, ...(parent !== undefined && { traceparent: parent }) }
}

function notBuilt(id: OperationId): AnyHandler {
  return () => Promise.reject(new RejectedInputError('operation_not_available', `${id} is not built yet`))
}
