import { type TestServers, testServers } from '@academy/stack/testing'
import { GetBucketLifecycleConfigurationCommand, PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { loadConfig } from '../../src/config/index.ts'
import { channels, objectKeys, objects, tenantId } from '../../src/contract/index.ts'
import { createStorage, lifecycleRules, type ObjectStorage, provisionLifecycle } from '../../src/storage/index.ts'

let servers: TestServers
let storage: ObjectStorage
beforeAll(async () => {
  servers = await testServers()
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = servers.env
  Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })
  storage = createStorage(loadConfig({ ...servers.env, WORKER_NAME: 'none' }))
})
afterAll(async () => {
  storage.close()
  await servers.stop()
})

const rules = async () => {
  const { client, name } = storage.bucket
  return (await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: name }))).Rules ?? []
}
const change = async (changed: Awaited<ReturnType<typeof rules>>) => {
  const { client, name } = storage.bucket
  const input = { Bucket: name, LifecycleConfiguration: { Rules: changed } }
  await client.send(new PutBucketLifecycleConfigurationCommand(input))
}

test('P-33 rosters and failed rows expire, not before their job was terminal for three days', () => {
  const [rule] = lifecycleRules()
  const tenant = { tenantId: tenantId('haneul') }
  const jobId = '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70'
  for (const key of [
    objectKeys.rosterSource({ ...tenant, uuid: jobId }),
    objectKeys.rosterFailedRows({ ...tenant, jobId }),
  ]) {
    expect(key.startsWith(rule?.Filter?.Prefix ?? 'nothing')).toBe(true)
  }
  const seconds = (rule?.Expiration?.Days ?? 0) * 86_400
  expect(seconds).toBeGreaterThan(channels.aiJobsLite.retentionSeconds + objects.sourceKeptSeconds)
  expect(seconds).toBeLessThan(channels.aiJobsLite.retentionSeconds + objects.sourceKeptSeconds + 3 * 86_400)
})

test('P-21 provisioning adds and repairs its rules, leaves others alone, and changes nothing the second time', async () => {
  const foreign = { ID: 'backup', Status: 'Enabled' as const, Filter: { Prefix: 'backup/' }, Expiration: { Days: 9 } }
  await change([foreign])
  expect(await provisionLifecycle(storage.bucket)).toEqual(['academy-rosters'])
  expect((await rules()).map(({ ID, Expiration }) => [ID, Expiration?.Days])).toEqual([
    ['backup', 9],
    ['academy-rosters', lifecycleRules()[0]?.Expiration?.Days],
  ])
  expect(await provisionLifecycle(storage.bucket)).toEqual([])
  await change((await rules()).map((rule) => ({ ...rule, Expiration: { Days: 1 } })))
  expect(await provisionLifecycle(storage.bucket)).toEqual(['academy-rosters'])
  expect((await rules()).map(({ Expiration }) => Expiration?.Days)).toEqual([1, lifecycleRules()[0]?.Expiration?.Days])
})

test('academy bucket provision says what it did', async () => {
  const lines: string[] = []
  const terminal = {
    env: servers.env,
    out: (line: string) => lines.push(line),
    error: (line: string) => lines.push(line),
  }
  expect(await run(['bucket', 'provision'], terminal)).toBe(0)
  expect(await run(['bucket', 'provision', '--json'], terminal)).toBe(0)
  expect(lines.at(-1)).toBe('{"changes":[]}')
})
