import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@academy/sdk/config'
import { channels, fleets } from '@academy/sdk/contract'
import { createSqsClient, provisionQueues } from '@academy/sdk/queues'
import { startEc2 } from '@academy/stack/ec2'
import { type TestServers, testServers } from '@academy/stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { platform } from './messaging/world.ts'

let servers: TestServers
let worker: ChildProcess | undefined
beforeAll(async () => {
  servers = await testServers({ migrate: platform })
  Object.assign(process.env, servers.env)
  const sqs = createSqsClient(loadConfig(process.env, ['queues']))
  await provisionQueues(sqs)
  sqs.destroy()
})
afterAll(async () => {
  worker?.kill('SIGKILL')
  await servers.stop()
})

test('P-39 a worker process that nobody needs stops its instance after the contract’s polls, and itself after that', async () => {
  await using ec2 = await startEc2({ self: 'i-0abc1234def567890', autoScalingGroup: 'academy-ai' })
  const main = fileURLToPath(new URL('../src/ai/main.ts', import.meta.url))
  const machine = { HOST_MACHINE: 'ec2', EC2_ENDPOINT: ec2.url, AWS_EC2_METADATA_SERVICE_ENDPOINT: ec2.url }
  const env = { ...process.env, ...machine, WORKER_NAME: 'idle-1' }
  worker = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  const taken = Promise.withResolvers<void>()
  worker.stdout?.on('data', (data) => {
    output += data
    if (output.includes('identity taken')) taken.resolve()
  })
  const exited = once(worker, 'exit')
  await taken.promise
  const idleFrom = performance.now()
  expect(await exited).toEqual([0, null])
  const fullWaits = (fleets.ai.idleStopEmptyPolls ?? 0) * channels.aiJobsLite.waitTimeSeconds
  expect((performance.now() - idleFrom) / 1000).toBeGreaterThan(fullWaits - 5)
  // It looked whether it may, before it began; and stopped the machine before itself.
  const asked = ec2.requests().map(({ action }) => action)
  expect(asked.filter((action) => /Instances$/.test(action ?? ''))).toEqual(['DescribeInstances', 'StopInstances'])
  expect(ec2.instances).toMatchObject([{ instanceId: 'i-0abc1234def567890', state: 'stopping' }])
  expect(output.indexOf('idle: the machine is stopped')).toBeLessThan(output.indexOf('"msg":"stopped"'))
}, 240_000)
