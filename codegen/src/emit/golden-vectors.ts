import type { Contract, Json, JsonObject } from '../contract/model.ts'
import { camelCase, isDocument, typeNameOf } from '../contract/names.ts'
import { type GeneratedFile, generated, literal } from './output.ts'

/** The examples of the contract by document: valid values that every implementation must accept. */
export function emitGoldenVectors(contract: Contract): GeneratedFile {
  const vectors: Record<string, { name: string; value: Json }[]> = {}
  for (const message of Object.values(contract.asyncapi.components?.messages ?? {})) {
    const file = String((message.payload as JsonObject).$ref).replace(/^\.\//, '')
    const examples = (message.examples ?? []) as { name: string; payload: Json }[]
    vectors[camelCase(typeNameOf(file))] = examples.map(({ name, payload }) => ({ name, value: payload }))
  }
  for (const [file, schema] of contract.schemas) {
    if (!isDocument(file, schema) || !Array.isArray(schema.examples)) continue
    vectors[camelCase(typeNameOf(file))] = schema.examples.map((value, i) => ({ name: `example ${i + 1}`, value }))
  }
  return generated(
    'golden-vectors.ts',
    'the examples in asyncapi.yaml and schemas/',
    `
import type { WireDocuments } from './types.ts'

/** A valid document: every sender may write it, every receiver must read it. */
export interface GoldenVector<Document> {
  readonly name: string
  readonly value: Document
}

export const goldenVectors = ${literal(vectors)} satisfies { [Name in keyof WireDocuments]?: GoldenVector<WireDocuments[Name]>[] }
`,
  )
}
