import { randomUUID } from 'node:crypto'
import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3'
import { channels, objectKeys, objects, tenantId } from '../contract/index.ts'
import { type Abortable, type Bucket, sending } from './bucket.ts'
import { storageRequest } from './storage-errors.ts'

const secondsADay = 86_400

/**
 * Days that uploaded rosters and their failed rows are kept: as long as a job can wait in its queue, then as long as the
 * contract keeps sources once it is terminal (P-33); one more, since the storage removes in whole days.
 */
export function rosterDays(): number {
  const waiting = Math.max(...Object.values(channels).map(({ retentionSeconds }) => retentionSeconds))
  return Math.ceil((waiting + objects.sourceKeptSeconds) / secondsADay) + 1
}

/** The rules that this platform keeps on its bucket. */
export function lifecycleRules(): readonly LifecycleRule[] {
  return [
    {
      ID: 'academy-rosters',
      Status: 'Enabled',
      Filter: { Prefix: rosterFolder() },
      Expiration: { Days: rosterDays() },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ]
}

// Rules know no tenants: what stands before the tenant in the contract's template.
function rosterFolder(): string {
  const key = objectKeys.rosterSource({ tenantId: tenantId('any'), uuid: randomUUID() })
  return key.slice(0, key.indexOf('any'))
}

/**
 * Makes the bucket's lifecycle what the contract says; rules of others stay as they are. Doing it again changes nothing.
 * @returns the ids of the rules that were added or changed
 * @throws AcademyError `storage_unavailable`
 */
export async function provisionLifecycle(bucket: Bucket, { signal }: Abortable = {}): Promise<readonly string[]> {
  const present = await storageRequest('reading the lifecycle', () => presentRules(bucket, signal), signal)
  const wanted = lifecycleRules()
  const changed = wanted.filter((rule) => !present.some((other) => isSame(rule, other)))
  if (changed.length === 0) return []
  const others = present.filter(({ ID }) => !wanted.some((rule) => rule.ID === ID))
  const command = new PutBucketLifecycleConfigurationCommand({
    Bucket: bucket.name,
    LifecycleConfiguration: { Rules: [...others, ...wanted] },
  })
  await storageRequest('setting the lifecycle', () => bucket.client.send(command, sending(signal)), signal)
  return changed.map(({ ID }) => ID ?? '')
}

async function presentRules(bucket: Bucket, signal: AbortSignal | undefined): Promise<LifecycleRule[]> {
  const command = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket.name })
  try {
    return (await bucket.client.send(command, sending(signal))).Rules ?? []
  } catch (error) {
    if ((error as Error).name === 'NoSuchLifecycleConfiguration') return []
    throw error
  }
}

// What else a storage answers about a rule does not make it another one.
function isSame(wanted: LifecycleRule, present: LifecycleRule): boolean {
  return (
    wanted.ID === present.ID &&
    wanted.Status === present.Status &&
    wanted.Filter?.Prefix === present.Filter?.Prefix &&
    wanted.Expiration?.Days === present.Expiration?.Days &&
    wanted.AbortIncompleteMultipartUpload?.DaysAfterInitiation ===
      present.AbortIncompleteMultipartUpload?.DaysAfterInitiation
  )
}
