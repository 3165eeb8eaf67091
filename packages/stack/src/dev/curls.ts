import { parse } from 'yaml'

interface Media {
  readonly examples?: Record<string, { value: unknown }>
}

interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly { $ref?: string }[]
  readonly requestBody?: { content: Record<string, Media> }
  readonly 'x-status'?: string
}

/** One route of the contract as a command to type. */
export interface Curl {
  readonly operationId: string
  readonly summary: string
  readonly planned: boolean
  readonly command: string
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** One curl for each route of openapi.yaml; $API, $TOKEN and ids are the shell's variables. */
export function curls(openapi: string): readonly Curl[] {
  const { paths } = parse(openapi) as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation ? [describe(method, path, operation)] : []
    }),
  )
}

function describe(method: string, path: string, operation: Operation): Curl {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)
  const parts = ['curl -sS']
  if (method !== 'get') parts.push(`-X ${method.toUpperCase()}`)
  if (operation.security?.length !== 0) parts.push('-H "authorization: Bearer $TOKEN"')
  if (operation.parameters?.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey'))) {
    parts.push('-H "idempotency-key: $(date +%s%N)"')
  }
  parts.push(...body(operation.requestBody?.content ?? {}), `"$API${url}"`)
  return {
    operationId: operation.operationId,
    summary: operation.summary ?? '',
    planned: operation['x-status'] === 'planned',
    command: parts.join(' '),
  }
}

/** The contract's first example, or a file and its options. */
function body(content: Record<string, Media>): readonly string[] {
  if ('multipart/form-data' in content) return ['-F file=@roster.xlsx', '-F password_mode=fixed']
  const [type, media] = Object.entries(content)[0] ?? []
  if (type === undefined) return []
  const [example] = Object.values(media?.examples ?? {})
  const value = JSON.stringify(example?.value ?? {}).replaceAll("'", "'\\''")
  return [`-H "content-type: ${type}"`, `-d '${value}'`]
}
