import type { ContentOf, HttpOperations, OperationId, ParametersOf, RequestBodyOf } from '../contract/index.ts'

type JsonOf<Answer> = Answer extends { content: infer Content } ? ContentOf<Content> : never
type Responses<Id extends OperationId> = HttpOperations[Id]['responses']
type Success = 200 | 201 | 202

/** What an operation answers when it succeeds. */
export type AnswerOf<Id extends OperationId> = JsonOf<Responses<Id>[keyof Responses<Id> & Success]>

type Part<Id extends OperationId, Place extends string> =
  ParametersOf<Id> extends { [P in Place]?: infer Values } ? NonNullable<Values> : never

type PathPart<Id extends OperationId> = [Part<Id, 'path'>] extends [never]
  ? object
  : { readonly path: Part<Id, 'path'> }

type QueryPart<Id extends OperationId> = [Part<Id, 'query'>] extends [never]
  ? object
  : { readonly query?: Part<Id, 'query'> }

/** A form is sent as it is; everything else as JSON. */
type Body<Id extends OperationId> = RequestBodyOf<Id> extends { file: string } ? FormData : RequestBodyOf<Id>

type BodyPart<Id extends OperationId> = HttpOperations[Id] extends { requestBody: unknown }
  ? { readonly body: Body<Id> }
  : HttpOperations[Id] extends { requestBody?: infer Optional }
    ? [NonNullable<Optional>] extends [never]
      ? object
      : { readonly body?: Body<Id> }
    : object

/** What a call needs, by the contract: path, query and body. */
export type InputOf<Id extends OperationId> = Flat<PathPart<Id> & QueryPart<Id> & BodyPart<Id>>

/** An intersection as editors should show it. */
type Flat<T> = { [Key in keyof T]: T[Key] }

/** Operations that list a page of items. */
export type ListOperationId = {
  [Id in OperationId]: AnswerOf<Id> extends { items: unknown[]; next_cursor: string | null } ? Id : never
}[OperationId]

export type ItemOf<Id extends ListOperationId> = AnswerOf<Id> extends { items: (infer Item)[] } ? Item : never
