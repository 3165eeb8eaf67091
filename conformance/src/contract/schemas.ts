import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** Where a value breaks the contract. */
export interface SchemaViolation {
  /** JSON pointer into the value. */
  readonly at: string
  /** Pointer into the contract, file name first. */
  readonly pointer: string
  readonly message: string
}

/** The schemas of the contract with validators that the suite compiles itself. */
export interface SchemaSet {
  /** Every schema by its path below schemas/, for example `redis/job-status.json`. */
  readonly documents: ReadonlyMap<string, unknown>
  /** Violations of `value` against the schema with this path below schemas/; empty when it is valid. */
  validate(path: string, value: unknown): readonly SchemaViolation[]
  /** The compiler with every schema in it, for documents that refer to them. */
  readonly ajv: Ajv2020
  /** Examples that a schema carries. */
  examples(path: string): readonly unknown[]
}

/**
 * Compiles every schema below `directory`.
 * @throws when there is no schema, or when one cannot be compiled on first use
 */
export function loadSchemas(directory: string): SchemaSet {
  const documents = new Map<string, unknown>()
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue
    const file = join(entry.parentPath, entry.name)
    documents.set(relative(directory, file).replaceAll('\\', '/'), JSON.parse(readFileSync(file, 'utf8')))
  }
  if (documents.size === 0) throw new Error(`no schema below ${directory}`)

  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
  addFormats.default(ajv)
  const ids = new Map<string, string>()
  for (const [path, document] of documents) {
    const id = (document as { $id?: string }).$id ?? `https://contract.invalid/schemas/${path}`
    ids.set(path, id)
    ajv.addSchema(document as object, id)
  }

  return {
    documents,
    validate(path, value) {
      const validator = ajv.getSchema(ids.get(path) ?? '')
      if (!validator) throw new Error(`the contract has no schema ${path}`)
      if (validator(value)) return []
      return (validator.errors ?? []).map((error) => toViolation(path, error))
    },
    ajv,
    examples: (path) => (documents.get(path) as { examples?: unknown[] } | undefined)?.examples ?? [],
  }
}

const toViolation = (path: string, error: ErrorObject): SchemaViolation => ({
  at: error.instancePath,
  pointer: `schemas/${path}${error.schemaPath}`,
  message: `${error.instancePath || '/'} ${error.message ?? error.keyword}`,
})
