import type { Contract, Json, JsonObject } from '../../contract/model.ts'
import { resolveRef } from '../../schemas/inline.ts'
import { isHealth, operationsOf, type PlacedOperation } from '../operations.ts'
import type { Place, Rule } from '../rule.ts'
import { nodesOf } from '../walk.ts'

const file = 'openapi.yaml'

function operationRule(
  id: string,
  because: string,
  check: (operation: PlacedOperation, contract: Contract) => Place[],
): Rule {
  return {
    id,
    because,
    stage: 'meaning',
    check: (contract) => operationsOf(contract).flatMap((operation) => check(operation, contract)),
  }
}

export const httpRules: Rule[] = [
  {
    id: 'operation-id',
    because: 'routes are bound by it: without one the boot stops',
    stage: 'structure',
    check: (contract) => {
      const all = operationsOf(contract)
      return all.flatMap(({ pointer, document: { operationId } }, i): Place[] => {
        if (!/^[a-z][A-Za-z0-9]*$/.test(operationId ?? ''))
          return [[file, `${pointer}/operationId`, 'must be a name in camel case']]
        return all.slice(0, i).some((other) => other.document.operationId === operationId)
          ? [[file, `${pointer}/operationId`, `${operationId} is already taken`]]
          : []
      })
    },
  },
  operationRule(
    'operation-problems',
    'clients decide on code and retryable, which only a problem document carries',
    ({ path, pointer, document }, contract) => {
      if (isHealth(path)) return []
      const failures = Object.entries(document.responses ?? {}).filter(
        ([status]) => status === 'default' || Number(status) >= 400 || /^[45]XX$/.test(status),
      )
      if (failures.length === 0) return [[file, `${pointer}/responses`, 'needs a problem answer']]
      return failures
        .filter(([, response]) => !isProblem(contract, response))
        .map(
          ([status]): Place => [
            file,
            `${pointer}/responses/${status}`,
            'must be application/problem+json with schemas/problem.json',
          ],
        )
    },
  ),
  operationRule(
    'operation-secured',
    'tenant and role come from the verified token alone (P-26)',
    ({ path, pointer, document }, { openapi }) => {
      const security = (document.security ?? openapi?.security) as JsonObject[] | undefined
      const closed =
        Array.isArray(security) && security.length > 0 && security.every((entry) => Object.keys(entry).length > 0)
      return closed || isHealth(path) ? [] : [[file, `${pointer}/security`, 'needs the bearer token']]
    },
  ),
  operationRule(
    'operation-planned-501',
    'a client must see that the operation is not built yet',
    ({ pointer, document }) => {
      const planned = document['x-status'] === 'planned'
      return planned && !document.responses?.['501'] && !document.responses?.default
        ? [[file, `${pointer}/responses`, 'a planned operation answers 501']]
        : []
    },
  ),
  operationRule('path-style', 'clients of the old system append the slash', ({ path, pointer }) =>
    isHealth(path) || path.endsWith('/') ? [] : [[file, pointer, 'the path must end with a slash']],
  ),
  operationRule(
    'path-parameters',
    'a placeholder without its parameter is never checked',
    ({ path, pointer, document }, contract) => {
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
      const item = contract.openapi?.paths[path] as unknown as JsonObject | undefined
      const parameters = [
        ...((item?.parameters ?? []) as JsonObject[]),
        ...((document.parameters ?? []) as JsonObject[]),
      ].map((parameter) => deref(contract, parameter))
      const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => String(name))
      return placeholders
        .filter((name) => !declared.includes(name))
        .map((name): Place => [file, `${pointer}/parameters`, `lacks the path parameter ${name}`])
    },
  ),
  {
    id: 'tenant-from-token',
    because: 'a tenant from a body, a path or a header is a tenant that the caller chose (P-26)',
    stage: 'meaning',
    check: ({ openapi }) =>
      nodesOf(file, (openapi ?? {}) as unknown as Json).flatMap(({ pointer, value, named }): Place[] => {
        if (named && pointer.endsWith('/properties') && 'tenant_id' in value && !/\/responses\//.test(pointer))
          return [[file, `${pointer}/tenant_id`, 'the tenant comes from the token']]
        const parameter =
          !named && typeof value.name === 'string' && typeof value.in === 'string' && /tenant/i.test(value.name)
        return parameter ? [[file, `${pointer}/name`, 'the tenant comes from the token']] : []
      }),
  },
]

function deref(contract: Contract, value: JsonObject): JsonObject {
  return typeof value.$ref === 'string' ? (resolveRef(contract, file, value.$ref).value as JsonObject) : value
}

function isProblem(contract: Contract, response: JsonObject): boolean {
  const content = deref(contract, response).content as Record<string, JsonObject> | undefined
  const schema = content?.['application/problem+json']?.schema as JsonObject | undefined
  if (!content || Object.keys(content).length !== 1 || typeof schema?.$ref !== 'string') return false
  const direct = resolveRef(contract, file, schema.$ref)
  const target =
    typeof (direct.value as JsonObject).$ref === 'string'
      ? resolveRef(contract, direct.file, String((direct.value as JsonObject).$ref))
      : direct
  return target.file === 'schemas/problem.json'
}
