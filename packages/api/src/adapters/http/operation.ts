import type { Readable } from 'node:stream'
import type {
  ContentOf,
  HttpOperations,
  OperationId,
  operations,
  ParametersOf,
  RequestBodyOf,
} from '@academy/sdk/contract'
import type { FastifyRequest } from 'fastify'
import type { Identity } from '../../domain/identity.ts'
import type { Trace } from '../../domain/trace.ts'

type Contract = typeof operations

/** Operations that this service must have; the others are planned and answer 501. */
export type BuiltOperationId = {
  [Id in OperationId]: Contract[Id]['status'] extends 'built' ? Id : never
}[OperationId]

type Part<Id extends OperationId, Place extends 'path' | 'query'> =
  ParametersOf<Id> extends { [P in Place]?: infer Values } ? NonNullable<Values> : Record<string, never>

/** A request that the contract allows, from somebody whose token is verified. */
export interface OperationCall<Id extends OperationId> {
  /** null on the routes that are open to everybody. */
  readonly identity: Contract[Id]['public'] extends true ? null : Identity
  readonly path: Part<Id, 'path'>
  /** With the contract's defaults filled in. */
  readonly query: Part<Id, 'query'>
  /** The contract's header parameters, names in lower case. */
  readonly header: Readonly<Record<string, string | undefined>>
  readonly body: RequestBodyOf<Id>
  readonly trace: Trace
  /** For streams; everything else is above. */
  readonly raw: FastifyRequest
}

type BodyOf<Answer> = Answer extends { content: infer Content } ? Sent<ContentOf<Content>> : undefined
/** Bytes may be sent as they come. */
type Sent<Body> = Body extends Uint8Array ? Uint8Array | Readable : Body

type Responses<Id extends OperationId> = HttpOperations[Id]['responses']

/** An answer that the contract has for this operation. */
export type OperationAnswer<Id extends OperationId> = {
  [Status in keyof Responses<Id> & number]: {
    readonly status: Status
    readonly body: BodyOf<Responses<Id>[Status]>
    readonly headers?: Readonly<Record<string, string>>
  }
}[keyof Responses<Id> & number]

export type OperationHandler<Id extends OperationId> = (call: OperationCall<Id>) => Promise<OperationAnswer<Id>>

/** One handler for every operation that is built. */
export type OperationHandlers = { readonly [Id in BuiltOperationId]: OperationHandler<Id> }
