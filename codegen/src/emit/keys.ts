import type { Contract, JsonObject } from '../contract/model.ts'
import { camelCase } from '../contract/names.ts'
import { type GeneratedFile, generated } from './output.ts'

/** The branded tenant and the only ways to build a Redis key or an object key: each needs a tenant. */
export function emitKeys({ asyncapi, schemas }: Contract): GeneratedFile[] {
  return [
    emitTenantId(schemas.get('schemas/common/tenant-id.json')),
    emitRedisKeys(asyncapi['x-redis'].documents, (asyncapi['x-redis'].legacy_read_through ?? []) as string[]),
    emitObjectKeys(asyncapi['x-objects']),
  ]
}

function emitTenantId(schema: JsonObject | undefined): GeneratedFile {
  return generated(
    'tenant-id.ts',
    'schemas/common/tenant-id.json',
    `
import { ContractViolation } from '../errors/contract-violation.ts'

/** A tenant id that was checked. A plain string is none, so no key can be built from unchecked input. */
export type TenantId = string & { readonly __brand: 'TenantId' }

const pattern = /${String(schema?.pattern).replaceAll('/', '\\/')}/u

/**
 * Checks a tenant id.
 * @throws ContractViolation when the text is no tenant id.
 * @example redisKeys.jobStatus(tenantId('haneul-academy'), jobId)
 */
export function tenantId(value: string): TenantId {
  if (typeof value === 'string' && pattern.test(value)) return value as TenantId
  const message = 'must match pattern ' + pattern.source
  throw new ContractViolation('the tenant id', [
    { pointer: '', schemaPath: 'schemas/common/tenant-id.json#/pattern', keyword: 'pattern', message },
  ])
}
`,
  )
}

function emitRedisKeys(documents: Record<string, { key: string }>, legacy: string[]): GeneratedFile {
  const builders = Object.entries(documents).map(([name, { key }]) => {
    const others = placeholders(key).filter((placeholder) => placeholder !== 'tenant_id')
    const parameters = others.map((placeholder) => `${camelCase(placeholder)}: ${typeOf(placeholder)}`)
    return `  /** ${key} */
  ${name}(tenant: TenantId, ${parameters.join(', ')}): string {
    return \`${template(key, (placeholder) => `part(${placeholder === 'tenant_id' ? 'tenant' : camelCase(placeholder)})`)}\`
  },`
  })
  const old = legacy.map((key) => {
    const [placeholder = 'job_id'] = placeholders(key)
    const name = `${key.startsWith('job:video:') ? 'video' : 'job'}Progress`
    return `  /** ${key} */
  ${name}(${camelCase(placeholder)}: ${typeOf(placeholder)}): string {
    return \`${template(key, (each) => `part(${camelCase(each)})`)}\`
  },`
  })
  return generated(
    'redis-keys.ts',
    'asyncapi.yaml#/x-redis',
    `
import type { TenantId } from './tenant-id.ts'

/** Builds the keys of the documents in Redis. None can be built without a tenant. */
export const redisKeys = {
${builders.join('\n')}
} as const

/** Keys of the time before tenants: read through and copied during the migration period, never written. */
export const legacyRedisKeys = {
${old.join('\n')}
} as const

/** A part with a colon, a brace or nothing in it would reach another key. */
function part(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value)
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new TypeError(\`not a part of a Redis key: \${JSON.stringify(text)}\`)
  return text
}
`,
  )
}

function emitObjectKeys(objects: JsonObject): GeneratedFile {
  const templates = Object.entries(objects).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const builders = templates.map(([name, key]) => {
    const fields = placeholders(key)
    const parameters = fields.map((field) => `${camelCase(field)}: ${typeOf(field)}`)
    return `  /** ${key} */
  ${camelCase(name)}({ ${fields.map(camelCase).join(', ')} }: { ${parameters.join('; ')} }): string {
    return \`${template(key, (field) => `part(${camelCase(field)})`)}\`
  },`
  })
  const roots = [...new Set(templates.map(([, key]) => key.slice(0, key.indexOf('{tenant_id}'))))]
  return generated(
    'object-keys.ts',
    'asyncapi.yaml#/x-objects',
    `
import type { TenantId } from './tenant-id.ts'

/** Builds the keys of stored objects, each under its tenant's own prefix. */
export const objectKeys = {
${builders.join('\n')}
} as const

/** The prefixes under which everything of a tenant is stored, each with its closing slash. */
export function objectPrefixes(tenant: TenantId): readonly string[] {
  return [${roots.map((text) => `\`${text}\${tenant}/\``).join(', ')}]
}

/** Whether an object key lies under the tenant's own prefix. Dot segments never do. */
export function isObjectKeyOf(tenant: TenantId, key: string): boolean {
  const segments = key.split('/')
  if (segments.some((segment) => segment === '.' || segment === '..')) return false
  return objectPrefixes(tenant).some((prefix) => key.startsWith(prefix) && key.length > prefix.length)
}

/** A part with a slash or a leading dot would reach another folder. */
function part(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value)
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(text)) throw new TypeError(\`not a part of an object key: \${JSON.stringify(text)}\`)
  return text
}
`,
  )
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1] ?? '')
}

function template(text: string, expression: (placeholder: string) => string): string {
  return text.replace(/\{([a-z_]+)\}/g, (_, placeholder: string) => `\${${expression(placeholder)}}`)
}

function typeOf(placeholder: string): string {
  if (placeholder === 'tenant_id') return 'TenantId'
  if (placeholder === 'video_id') return 'number'
  return placeholder === 'session_id' ? 'string | number' : 'string'
}
