import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { OperationId } from '@academy/sdk/contract'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Authenticate } from './authentication.ts'
import { bindOperations } from './bind.ts'
import type { OperationHandlers } from './operation.ts'
import { problemOf, toProblem } from './problems.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const slowestRequestMs = 300_000
// Polls and checks would drown everything else in the log.
const askedAllTheTime: ReadonlySet<string> = new Set<OperationId>([
  'getJobProgress',
  'getVideoProgress',
  'getHealth',
  'getLiveness',
  'getReadiness',
])

/** The HTTP server of the contract; nothing listens yet. */
export async function createServer(
  handlers: Partial<OperationHandlers>,
  { authenticate, log }: { authenticate: Authenticate; log: Logger },
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    genReqId: correlationIdOf,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for each request costs more than reading the progress; the lines say which request they mean.
    childLoggerFactory: (logger) => logger,
    requestTimeout: slowestRequestMs,
    routerOptions: { ignoreTrailingSlash: true },
    return503OnClosing: true,
  }) as unknown as FastifyInstance
  readJson(app)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-correlation-id', request.id)
    done()
  })
  app.addHook('onResponse', logAnswer)
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler((request, reply) => sendUnknown(app, request, reply))
  await bindOperations(app, handlers, authenticate)
  return app
}

/** The caller's correlation id when it is one; a broken one is refused with the other parameters. */
function correlationIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-correlation-id']
  const known = typeof given === 'string' && /^[A-Za-z0-9._:-]{1,128}$/.test(given)
  return known ? given : randomUUID()
}

/** JSON is the only body beside forms. An empty one is no body, whatever type it claims to have. */
function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(body as string))
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }))
    }
  })
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { problem, headers } = toProblem(error, request.id)
  if (problem.status >= 500) {
    request.log.error({ correlation_id: request.id, operation: request.operationId, err: error }, problem.title)
  }
  void reply.code(problem.status).headers(headers).type('application/problem+json').send(problem)
}

function sendUnknown(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  const url = request.url.split('?')[0] ?? '/'
  const allowed = methods.filter((method) => app.findRoute({ method, url }) !== null)
  const problem =
    allowed.length > 0
      ? problemOf('method_not_allowed', `allowed here: ${allowed.join(', ')}`, request.id)
      : problemOf('not_found', 'the contract has no such address', request.id)
  if (allowed.length > 0) void reply.header('allow', allowed.join(', '))
  void reply.code(problem.status).type('application/problem+json').send(problem)
}

function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const level = askedAllTheTime.has(request.operationId ?? '') && reply.statusCode < 500 ? 'debug' : 'info'
  request.log[level](
    {
      correlation_id: request.id,
      operation: request.operationId,
      tenant_id: request.identity?.tenantId,
      method: request.method,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    },
    'answered',
  )
  done()
}
