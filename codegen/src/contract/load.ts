import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseDocument } from 'yaml'
import type { AsyncApiDocument, Contract, JsonObject, OpenApiDocument } from './model.ts'

/** A contract file that cannot be read or parsed. The message names the file and the place. */
export class ContractUnreadable extends Error {}

/**
 * Reads asyncapi.yaml, openapi.yaml (when it exists) and every file below schemas/.
 * @throws ContractUnreadable naming the file when one is missing or is not YAML or JSON.
 */
export function loadContract(root: string): Contract {
  const schemas = new Map<string, JsonObject>()
  for (const file of jsonFilesBelow(join(root, 'schemas'))) {
    schemas.set(relative(root, file).replaceAll('\\', '/'), readJson(file))
  }
  const openapiFile = join(root, 'openapi.yaml')
  return {
    root,
    asyncapi: readYaml(join(root, 'asyncapi.yaml')) as AsyncApiDocument,
    openapi: existsSync(openapiFile) ? (readYaml(openapiFile) as OpenApiDocument) : undefined,
    schemas,
  }
}

function jsonFilesBelow(directory: string): string[] {
  if (!existsSync(directory)) throw new ContractUnreadable(`${directory}: no such folder`)
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ContractUnreadable(`${file}: ${(error as Error).message}`)
  }
}

function readJson(file: string): JsonObject {
  try {
    return JSON.parse(read(file))
  } catch (error) {
    if (error instanceof ContractUnreadable) throw error
    throw new ContractUnreadable(`${file}: ${(error as Error).message}`)
  }
}

function readYaml(file: string): unknown {
  const document = parseDocument(read(file), { prettyErrors: true })
  const [problem] = document.errors
  if (problem) throw new ContractUnreadable(`${file}: ${problem.message}`)
  return document.toJS()
}
