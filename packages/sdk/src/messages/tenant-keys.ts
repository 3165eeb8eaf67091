import { isObjectKeyOf, objectKeys, type TenantId, type Violation } from '../contract/index.ts'

/** Fields that name stored objects, at any depth. */
const keyField = /(^|_)(object_key|file_key|hls_prefix)$/

/**
 * Violations for every object key that does not lie under the message's own tenant (P-25): the schema can say how a key
 * looks, not whose it is. `message` may hold anything.
 */
export function foreignObjectKeys(message: object, tenant: TenantId): Violation[] {
  const violations: Violation[] = []
  const open: [value: unknown, pointer: string][] = [[message, '']]
  // A list instead of recursion: a hostile message may be nested deeper than the stack.
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, pointer] = next
    if (value === null || typeof value !== 'object') continue
    for (const [name, item] of Object.entries(value)) {
      if (keyField.test(name) && typeof item === 'string' && !isObjectKeyOf(tenant, item))
        violations.push(foreign(pointerTo(pointer, name)))
      else if (typeof item === 'object') open.push([item, pointerTo(pointer, name)])
    }
  }
  return [...violations, ...foreignVideo(message as Record<string, unknown>, tenant)]
}

const pointerTo = (parent: string, name: string) => `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** A video's output lies under its own id: another video's would be overwritten. */
function foreignVideo(
  { video_id: videoId, hls_prefix: prefix }: Record<string, unknown>,
  tenant: TenantId,
): Violation[] {
  if (typeof videoId !== 'number' || typeof prefix !== 'string' || !isObjectKeyOf(tenant, prefix)) return []
  return prefix.startsWith(objectKeys.videoOutput({ tenantId: tenant, videoId }))
    ? []
    : [{ ...foreign('/hls_prefix'), message: "must lie under the video's own prefix" }]
}

function foreign(pointer: string): Violation {
  return {
    pointer,
    schemaPath: 'asyncapi.yaml#/x-objects',
    keyword: 'tenant_prefix',
    message: "must lie under the tenant's own prefix",
  }
}
