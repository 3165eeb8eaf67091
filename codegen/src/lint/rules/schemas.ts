import type { Contract, JsonObject } from '../../contract/model.ts'
import { isDocument } from '../../contract/names.ts'
import { resolveRef } from '../../schemas/inline.ts'
import type { Place, Rule } from '../rule.ts'
import { type Node, nodesOf, schemaNodes } from '../walk.ts'

const secretLike = /token|secret|password|passwd|cookie|authori[sz]ation|credential|api_?key/i
/** A reference to a secret, or a choice about one, is none. */
const harmless = /_(ref|mode)$/
const unportable = [
  'prefixItems',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'unevaluatedItems',
  '$dynamicRef',
  '$recursiveRef',
  'tsEnumNames',
  'contains',
]
const tenantInKey = '[a-z0-9][a-z0-9-]{0,62}'
const keyFields = /^(object_key|file_key|hls_key|thumbnail_key|hls_prefix)$|_object_key$/

function nodeRule(id: string, because: string, check: (node: Node, contract: Contract) => Place[]): Rule {
  return {
    id,
    because,
    stage: 'meaning',
    check: (contract) => schemaNodes(contract).flatMap((node) => check(node, contract)),
  }
}

export const schemaRules: Rule[] = [
  {
    id: 'no-secret-field',
    because: 'what travels in a message or rests in a row is read by many (P-44)',
    stage: 'meaning',
    check: (contract) => [...schemaNodes(contract).flatMap(secretFields), ...secretColumns(contract)],
  },
  nodeRule(
    'no-discriminator',
    'AsyncAPI, OpenAPI and validators disagree on it: a required string const tag says the same to all',
    ({ file, pointer, value, named }) =>
      !named && value.discriminator !== undefined
        ? [[file, `${pointer}/discriminator`, 'use oneOf with a required string const tag']]
        : [],
  ),
  nodeRule('schema-portable', 'some generator of some language gets it wrong', ({ file, pointer, value, named }) => {
    if (named || !isSchema(file, pointer)) return []
    return Object.keys(value).flatMap((key): Place[] => {
      if (unportable.includes(key))
        return [[file, `${pointer}/${key}`, `the keyword ${key} is not used in shared schemas`]]
      return key === '$ref' && Object.keys(value).length > 1
        ? [[file, `${pointer}/$ref`, 'a $ref stands alone; wrap it in allOf to add to it']]
        : []
    })
  }),
  nodeRule('union-tagged', 'without a tag a reader cannot say which rule was broken', (node, contract) => {
    const { file, pointer, value, named } = node
    if (named || !Array.isArray(value.oneOf)) return []
    const branches = (value.oneOf as JsonObject[]).map((branch) => inlineTarget(contract, file, branch))
    const nullable = branches.length === 2 && branches.some((branch) => branch.type === 'null')
    if (nullable || (value.type === 'object' && commonTag(branches) !== undefined)) return []
    const message = 'each branch needs a required property with a string const of its own, the union type: object'
    return [[file, `${pointer}/oneOf`, message]]
  }),
  {
    id: 'schema-closed',
    because: 'a misspelt field would travel unnoticed: senders validate closed',
    stage: 'meaning',
    check: ({ schemas }) =>
      [...schemas]
        .filter(([file, schema]) => isDocument(file, schema))
        .flatMap(([file, schema]) => nodesOf(file, schema).flatMap((node) => openObjects(node, nodesOf(file, schema)))),
  },
  nodeRule(
    'closed-beside-all-of',
    'additionalProperties does not see through allOf and would reject the base fields',
    ({ file, pointer, value, named }) =>
      !named && value.additionalProperties === false && Array.isArray(value.allOf)
        ? [[file, `${pointer}/additionalProperties`, 'use unevaluatedProperties beside allOf']]
        : [],
  ),
  nodeRule(
    'format-known',
    'an unknown format is checked by some languages and not by others',
    ({ file, pointer, value, named }, { asyncapi }) => {
      const known = [...Object.keys(asyncapi['x-formats'] as object), 'binary']
      if (named || typeof value.format !== 'string' || known.includes(value.format)) return []
      return [[file, `${pointer}/format`, `${value.format} is not among x-formats of asyncapi.yaml`]]
    },
  ),
  {
    id: 'object-key-tenant',
    because: "a key outside the tenant's prefix reaches another academy's files (P-25)",
    stage: 'meaning',
    check: (contract) => [...keyProperties(contract), ...keyTemplates(contract)],
  },
  nodeRule(
    'field-described',
    'generated types and documents would say nothing about the field',
    ({ file, pointer, value, named }, contract) => {
      if (!named || !pointer.endsWith('/properties') || file === 'openapi.yaml') return []
      return Object.entries(value).flatMap(([name, field]): Place[] => {
        const target = inlineTarget(contract, file, field as JsonObject)
        return target.description !== undefined || target.const !== undefined
          ? []
          : [[file, `${pointer}/${name}`, 'needs a description']]
      })
    },
  ),
]

function secretFields({ file, pointer, value, named }: Node): Place[] {
  const names = named && pointer.endsWith('/properties') ? Object.keys(value) : []
  const parameter = !named && typeof value.name === 'string' && typeof value.in === 'string' ? [value.name] : []
  return [
    ...names.map((name) => [name, `${pointer}/${name}`]),
    ...parameter.map((name) => [name, `${pointer}/name`]),
  ].flatMap(([name = '', at = '']): Place[] =>
    secretLike.test(name) && !harmless.test(name) ? [[file, at, `${name} looks like a secret`]] : [],
  )
}

function secretColumns({ asyncapi }: Contract): Place[] {
  return Object.entries(asyncapi['x-bulk-imports']).flatMap(([table, { columns }]) =>
    columns.flatMap(({ name }, i): Place[] =>
      secretLike.test(name) && !harmless.test(name)
        ? [['asyncapi.yaml', `/x-bulk-imports/${table}/columns/${i}/name`, `${name} looks like a secret`]]
        : [],
    ),
  )
}

/** In openapi.yaml only what stands under a schema is a schema; the $ref of a parameter may not have siblings either. */
function isSchema(file: string, pointer: string): boolean {
  return file !== 'openapi.yaml' || /\/schemas?(\/|$)/.test(pointer)
}

function commonTag(branches: JsonObject[]): string | undefined {
  const tags = branches.map(({ properties, required }) =>
    ((required ?? []) as string[]).filter(
      (name) => typeof ((properties ?? {}) as Record<string, JsonObject>)[name]?.const === 'string',
    ),
  )
  return tags[0]?.find((name) => tags.every((names) => names.includes(name)))
}

/** Objects with fields of their own that neither they nor an object around them (through allOf and oneOf) closes. */
function openObjects({ file, pointer, path, value, named }: Node, all: Node[]): Place[] {
  if (named || value.type !== 'object' || (!value.properties && !value.allOf)) return []
  if (value.additionalProperties === false || value.unevaluatedProperties === false) return []
  const closedAround = path.some((part, depth) => {
    const above = all.find((node) => node.pointer === `/${path.slice(0, depth).join('/')}`.replace(/\/$/, ''))
    return (part === 'allOf' || part === 'oneOf') && above?.value.unevaluatedProperties === false
  })
  return closedAround || onlyThroughUnion(path, all)
    ? []
    : [[file, pointer, 'needs additionalProperties: false (or unevaluatedProperties: false beside allOf)']]
}

function onlyThroughUnion(path: string[], all: Node[]): boolean {
  const root = all[0]?.value
  return (
    root?.unevaluatedProperties === false &&
    path.every((part) => ['allOf', 'oneOf'].includes(part) || /^\d+$/.test(part))
  )
}

function keyProperties(contract: Contract): Place[] {
  return schemaNodes(contract).flatMap(({ file, pointer, value, named }) => {
    if (!named || !pointer.endsWith('/properties') || file === 'openapi.yaml') return []
    return Object.keys(value)
      .filter((name) => keyFields.test(name))
      .flatMap((name): Place[] => {
        const pattern = inlineTarget(contract, file, value[name] as JsonObject).pattern
        const kept = typeof pattern === 'string' && pattern.startsWith('^') && pattern.includes(`/${tenantInKey}`)
        return kept ? [] : [[file, `${pointer}/${name}`, "needs a pattern that begins with the tenant's prefix"]]
      })
  })
}

function keyTemplates({ asyncapi }: Contract): Place[] {
  return Object.entries(asyncapi['x-objects']).flatMap(([name, template]): Place[] =>
    typeof template !== 'string' || /^[a-z]+\/\{tenant_id\}\//.test(template)
      ? []
      : [['asyncapi.yaml', `/x-objects/${name}`, `${template} does not begin with a folder and {tenant_id}/`]],
  )
}

/** The field itself, or what its $ref points to, with its annotations. */
function inlineTarget(contract: Contract, file: string, field: JsonObject): JsonObject {
  if (typeof field.$ref !== 'string') return field
  const target = resolveRef(contract, file, field.$ref)
  return inlineTarget(contract, target.file, target.value as JsonObject)
}
