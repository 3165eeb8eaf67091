import type { Contract, Json, JsonObject } from '../contract/model.ts'
import { pointerOf } from './rule.ts'

/** An object somewhere in the contract. `named`: its keys are names that authors chose (properties), not keywords. */
export interface Node {
  file: string
  path: string[]
  pointer: string
  value: JsonObject
  named: boolean
}

const mapsOfNames = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas'])
/** Below these stands data, not schema. */
const data = new Set(['example', 'examples', 'default', 'const', 'enum'])

/** Every object of the schema files and of openapi.yaml, without example data. */
export function schemaNodes(contract: Contract): Node[] {
  const files: [string, Json][] = [...contract.schemas]
  if (contract.openapi) files.push(['openapi.yaml', contract.openapi as unknown as Json])
  return files.flatMap(([file, document]) => nodesOf(file, document))
}

/** Every object of one document, without example data. */
export function nodesOf(file: string, document: Json): Node[] {
  const nodes: Node[] = []
  visit(document, [], false)
  return nodes

  function visit(value: Json, path: string[], named: boolean): void {
    if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, [...path, String(i)], false)
    else if (value !== null && typeof value === 'object') {
      nodes.push({ file, path, pointer: pointerOf(path), value, named })
      for (const [key, item] of Object.entries(value)) {
        if (!named && data.has(key)) continue
        visit(item, [...path, key], !named && mapsOfNames.has(key))
      }
    }
  }
}
