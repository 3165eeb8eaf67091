// Planted: check 6 must find this, although the import is of a type and spread over lines.
import type {
  FastifyInstance,
} from 'fastify'

export type Server = FastifyInstance
