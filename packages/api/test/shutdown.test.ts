import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, startHarness } from './support/harness.ts'
import { importOf } from './support/jobs.ts'
import { token } from './support/tokens.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

test('stopping answers what is under way, accepts nothing new, and then leaves no connection open', async () => {
  const { id } = await harness.tenant()
  const bearer = await token(harness.servers.env.JWT_SECRET as string, { tenant_id: id })
  const body = JSON.stringify(importOf(id).body)
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', expect: '100-continue' }
  const outgoing = request(`${harness.url}/api/v1/jobs/`, { method: 'POST', headers })
  const answered = new Promise<number | undefined>((resolve, reject) => {
    outgoing.on('response', (answer) => resolve(answer.resume().statusCode))
    outgoing.on('error', reject)
  })
  // The server has the request's head and waits for its body.
  await new Promise((resolve) => outgoing.once('continue', resolve).flushHeaders())
  const stopped = harness.server.stop()
  await expect(fetch(`${harness.url}/healthz`)).rejects.toThrow()
  outgoing.end(body)
  expect(await answered).toBe(202)
  await stopped
  // A backend ends a moment after its client has hung up.
  const connections = async () => {
    const { rows } = await harness.admin.query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'academy-%'`,
    )
    return rows
  }
  await expect.poll(connections, { timeout: 5000 }).toEqual([])
  const sent = harness.sent().filter(({ body: message }) => message.tenant_id === id)
  expect(sent).toHaveLength(1)
})
