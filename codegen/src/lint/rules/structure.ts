import { posix } from 'node:path'
import type { Contract, Json } from '../../contract/model.ts'
import { typeNameOf } from '../../contract/names.ts'
import { resolveRef } from '../../schemas/inline.ts'
import { extensionErrors } from '../extensions.ts'
import type { Place, Rule } from '../rule.ts'
import { asyncapiShape, openapiShape } from '../shape.ts'
import { compileError } from '../validate.ts'
import { nodesOf } from '../walk.ts'

const base = 'https://contract.academy.example/'

export const structureRules: Rule[] = [
  {
    id: 'asyncapi-shape',
    because: 'tools of other teams must be able to read the document',
    stage: 'structure',
    check: ({ asyncapi, root }) => asyncapiShape(root, asyncapi),
  },
  {
    id: 'openapi-shape',
    because: 'a misplaced or misspelt field is ignored by every tool',
    stage: 'structure',
    check: ({ openapi, root }) => (openapi ? openapiShape(root, openapi) : []),
  },
  {
    id: 'extension-closed',
    because: 'a misspelt policy would silently become undefined in generated code',
    stage: 'structure',
    check: ({ asyncapi }) =>
      extensionErrors(asyncapi).map(([pointer, message]): Place => ['asyncapi.yaml', pointer, message]),
  },
  {
    id: 'openapi-present',
    because: 'the HTTP half of the contract would not be checked at all',
    stage: 'structure',
    check: ({ openapi }) => {
      if (!openapi) return [['openapi.yaml', '', 'there is no such file']]
      return /^3\.1\./.test(openapi.openapi)
        ? []
        : [['openapi.yaml', '/openapi', 'must be 3.1, whose schemas are JSON Schema 2020-12']]
    },
  },
  {
    id: 'ref-resolves',
    because: 'a document with a dangling reference cannot be read',
    stage: 'structure',
    check: (contract) =>
      documents(contract).flatMap(([file, document]) =>
        nodesOf(file, document).flatMap(({ value, pointer, named }): Place[] => {
          if (named || typeof value.$ref !== 'string') return []
          try {
            resolveRef(contract, file, value.$ref)
            return []
          } catch {
            return [[file, `${pointer}/$ref`, `${value.$ref} leads nowhere`]]
          }
        }),
      ),
  },
  {
    id: 'schema-compiles',
    because: 'a misspelt keyword or type checks nothing',
    stage: 'structure',
    check: (contract) =>
      [...contract.schemas.keys()].flatMap((file): Place[] => {
        const message = compileError(contract, file)
        return message === undefined ? [] : [[file, '', message]]
      }),
  },
  {
    id: 'schema-identity',
    because: 'other validators find schemas by $id, and types get their names from the files',
    stage: 'structure',
    check: ({ schemas }) =>
      [...schemas].flatMap(([file, schema]): Place[] => [
        ...(schema.$schema === 'https://json-schema.org/draft/2020-12/schema'
          ? []
          : [[file, '/$schema', 'must be draft 2020-12'] satisfies Place]),
        ...(schema.$id === base + file ? [] : [[file, '/$id', `must be ${base}${file}`] satisfies Place]),
        ...titleErrors(file, schema.title),
      ]),
  },
  {
    id: 'schema-used',
    because: 'a schema that nothing refers to rots unseen',
    stage: 'meaning',
    check: (contract) => {
      const used = new Set(
        documents(contract).flatMap(([file, document]) =>
          nodesOf(file, document).flatMap(({ value }) => referencesOf(file, value)),
        ),
      )
      return [...contract.schemas.keys()]
        .filter((file) => !used.has(file))
        .map((file): Place => [file, '', 'nothing refers to this schema'])
    },
  },
]

function titleErrors(file: string, title: Json | undefined): Place[] {
  if (title === undefined)
    return file.startsWith('schemas/common/') ? [] : [[file, '/title', `must be ${typeNameOf(file)}`]]
  return title === typeNameOf(file) ? [] : [[file, '/title', `must be ${typeNameOf(file)}, as the file is called`]]
}

function documents({ asyncapi, openapi, schemas }: Contract): [string, Json][] {
  const list: [string, Json][] = [['asyncapi.yaml', asyncapi as unknown as Json], ...schemas]
  if (openapi) list.push(['openapi.yaml', openapi as unknown as Json])
  return list
}

/** Files named by $ref, and by payload, result and schema of the registries in asyncapi.yaml. */
function referencesOf(file: string, value: Record<string, Json>): string[] {
  const references = [value.$ref, value.payload, value.result, value.schema].filter(
    (entry): entry is string => typeof entry === 'string',
  )
  return references.map((entry) => posix.normalize(posix.join(posix.dirname(file), entry.split('#')[0] ?? '')))
}
