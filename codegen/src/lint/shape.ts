import { join } from 'node:path'
import type { AsyncApiDocument, Json, OpenApiDocument } from '../contract/model.ts'
import { type Place, pointerOf } from './rule.ts'

const results = new Map<string, Promise<Place[]>>()

/** Errors of the AsyncAPI parser. It checks the shape of the document only; every number and name is left to our own rules. */
export function asyncapiShape(root: string, asyncapi: AsyncApiDocument): Promise<Place[]> {
  // Extensions are free in AsyncAPI, and closed by a rule of our own.
  return once(JSON.stringify(withoutExtensions(asyncapi as unknown as Json)), (text) => parse(root, text))
}

/** Errors in the structure of openapi.yaml: misplaced or misspelt fields, paths that hide each other. */
export function openapiShape(root: string, openapi: OpenApiDocument): Promise<Place[]> {
  return once(JSON.stringify(openapi), (text) => lintStructure(root, text))
}

/** Both tools are slow and a test judges many contracts that differ in one file only. */
function once(text: string, judge: (text: string) => Promise<Place[]>): Promise<Place[]> {
  const result = results.get(text) ?? judge(text)
  results.set(text, result)
  return result
}

function withoutExtensions(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutExtensions)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([key]) => !key.startsWith('x-'))
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutExtensions(item)]))
}

async function parse(root: string, text: string): Promise<Place[]> {
  // The parser takes a third of a second to load: only the lint pays for it.
  const { Parser } = await import('@asyncapi/parser')
  const { diagnostics } = await new Parser().parse(text, { source: join(root, 'asyncapi.yaml') })
  const errors = diagnostics.filter(({ severity }) => severity === 0)
  return errors.map(({ path, message }): Place => ['asyncapi.yaml', pointerOf(path), message])
}

async function lintStructure(root: string, text: string): Promise<Place[]> {
  const { createConfig, lintFromString } = await import('@redocly/openapi-core')
  const config = await createConfig({
    rules: { struct: 'error', 'no-ambiguous-paths': 'error', 'no-identical-paths': 'error' },
  })
  const problems = await lintFromString({ source: text, absoluteRef: join(root, 'openapi.yaml'), config })
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(
      ({ message, location }): Place => ['openapi.yaml', (location[0]?.pointer ?? '').replace(/^#\/?/, '/'), message],
    )
}
