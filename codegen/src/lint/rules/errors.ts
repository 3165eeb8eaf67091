import type { Contract, Json, JsonObject } from '../../contract/model.ts'
import { resolveRef } from '../../schemas/inline.ts'
import { isHealth, operationsOf } from '../operations.ts'
import type { Place, Rule } from '../rule.ts'
import { schemaNodes } from '../walk.ts'

const file = 'schemas/error-codes.json'
const fields = ['http_status', 'retryable', 'title', 'action']

interface Facts {
  http_status: number | null
  retryable: boolean
  title: string
  action: string
}

function tableOf({ schemas }: Contract): { codes: string[]; facts: Record<string, Facts> } {
  const schema = schemas.get(file) as { enum?: string[]; 'x-codes'?: Record<string, Facts> } | undefined
  return { codes: schema?.enum ?? [], facts: schema?.['x-codes'] ?? {} }
}

export const errorRules: Rule[] = [
  {
    id: 'error-code-table',
    because: 'a code without its facts cannot be answered, or is answered with the wrong status',
    stage: 'meaning',
    check: (contract) => {
      const { codes, facts } = tableOf(contract)
      return [
        ...codes.filter((code) => !facts[code]).map((code): Place => [file, '/x-codes', `lacks ${code}`]),
        ...Object.keys(facts)
          .filter((code) => !codes.includes(code))
          .map((code): Place => [file, '/enum', `lacks ${code}`]),
        ...Object.entries(facts).flatMap(([code, entry]) => factErrors(code, entry)),
      ]
    },
  },
  {
    id: 'error-code-known',
    because: 'a client cannot look up what the table does not have',
    stage: 'meaning',
    check: (contract) => {
      const { codes } = tableOf(contract)
      return usedCodes(contract)
        .filter(({ code }) => !codes.includes(code))
        .map(({ at, code }): Place => [at[0], at[1], `${code} is not in the table of error codes`])
    },
  },
  {
    id: 'error-code-status',
    because: 'an answer would promise a code that its status never carries',
    stage: 'meaning',
    check: (contract) => {
      const { facts } = tableOf(contract)
      return failuresOf(contract).flatMap(({ status, pointer, response }) =>
        listed(response['x-error-codes']).flatMap((code): Place[] => {
          const expected = facts[code]?.http_status
          if (!facts[code] || String(expected) === status) return []
          return [['openapi.yaml', pointer, `${code} is answered with ${expected ?? 'no HTTP status'}, not ${status}`]]
        }),
      )
    },
  },
  {
    id: 'error-codes-listed',
    because: 'a client cannot prepare for codes that the answer does not name',
    stage: 'meaning',
    check: (contract) =>
      failuresOf(contract)
        .filter(({ response }) => listed(response['x-error-codes']).length === 0)
        .map(
          ({ pointer }): Place => ['openapi.yaml', `${pointer}/x-error-codes`, 'must list the codes of this answer'],
        ),
  },
]

/** Problem answers of every operation, with what their $ref points to. */
function failuresOf(contract: Contract): { status: string; pointer: string; response: JsonObject }[] {
  return operationsOf(contract)
    .filter(({ path }) => !isHealth(path))
    .flatMap(({ pointer, document }) =>
      Object.entries(document.responses ?? {})
        .filter(([status]) => Number(status) >= 400)
        .map(([status, response]) => {
          const own = { pointer: `${pointer}/responses/${status}`, value: response as Json }
          const place = typeof response.$ref === 'string' ? resolveRef(contract, 'openapi.yaml', response.$ref) : own
          return { status, pointer: place.pointer, response: place.value as JsonObject }
        }),
    )
}

function factErrors(code: string, entry: Facts): Place[] {
  const problems = [
    /^[a-z][a-z0-9_]*$/.test(code) ? '' : 'the code is not snake_case',
    Object.keys(entry).sort().join() === [...fields].sort().join() ? '' : `needs exactly ${fields.join(', ')}`,
    entry.http_status === null ||
    (Number.isInteger(entry.http_status) && entry.http_status >= 400 && entry.http_status < 600)
      ? ''
      : 'http_status is null or an error status',
    typeof entry.retryable === 'boolean' ? '' : 'retryable is true or false',
    entry.title && entry.action ? '' : 'title and action say what happened and what to do',
  ]
  return problems.filter((problem) => problem !== '').map((problem): Place => [file, `/x-codes/${code}`, problem])
}

/** Codes named by x-error-codes and by code or error_code in examples. */
function usedCodes(contract: Contract): { at: [string, string]; code: string }[] {
  return schemaNodes(contract).flatMap(({ file: inFile, pointer, value, named }) => {
    if (named) return []
    const listedCodes = listed(value['x-error-codes']).map((code) => ({
      at: [inFile, `${pointer}/x-error-codes`] as [string, string],
      code,
    }))
    return listedCodes
  })
}

function listed(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
