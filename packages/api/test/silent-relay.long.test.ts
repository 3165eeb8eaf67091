import { outboxPolicy } from '@academy/sdk/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { client } from './support/client.ts'
import { type Gate, gate } from './support/gate.ts'
import { type Harness, startHarness } from './support/harness.ts'

let harness: Harness
let relayDatabase: Gate
beforeAll(async () => {
  harness = await startHarness(async (env) => {
    relayDatabase = await gate(env.DATABASE_URL_RELAY as string)
    return { DATABASE_URL_RELAY: relayDatabase.url }
  })
})
afterAll(async () => {
  await harness.stop()
  await relayDatabase.stop()
})

const readiness = async () => (await client(harness.url)('getReadiness')).body

test('P-47 P-05 a relay that makes no round is "not ready" although the API itself works, until it makes one again', async () => {
  expect(await readiness()).toMatchObject({ status: 'ready', checks: { relay: 'ok' } })
  relayDatabase.close()
  const silentFrom = performance.now()
  await vi.waitFor(async () => expect((await readiness()).status).toBe('not_ready'), { timeout: 90_000, interval: 500 })
  expect((performance.now() - silentFrom) / 1000).toBeGreaterThan(20 * outboxPolicy.relayIdleSeconds)
  expect(await readiness()).toEqual({
    status: 'not_ready',
    checks: { database: 'ok', redis: 'ok', relay: 'failing', accepting: 'ok' },
  })
  relayDatabase.open()
  await vi.waitFor(async () => expect((await readiness()).status).toBe('ready'), { timeout: 30_000, interval: 200 })
}, 150_000)
