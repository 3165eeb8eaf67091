import { channels, fleets } from '@academy/sdk/contract'
import { startEc2 } from '@academy/stack/ec2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Ec2Workers } from './support/ec2-workers.ts'

let workers: Ec2Workers
beforeAll(async () => {
  workers = await Ec2Workers.open()
})
afterAll(() => workers?.close())

test('P-39 a worker process that nobody needs stops its instance after the contract’s polls, and itself after that', async () => {
  await using ec2 = await startEc2({ self: 'i-0abc1234def567890', autoScalingGroup: 'academy-ai' })
  const worker = await workers.start('ai', 'idle-1', ec2)
  const idleFrom = performance.now()
  expect(await worker.exited).toEqual([0, null])
  const fullWaits = (fleets.ai.idleStopEmptyPolls ?? 0) * channels.aiJobsLite.waitTimeSeconds
  expect((performance.now() - idleFrom) / 1000).toBeGreaterThan(fullWaits - 5)
  // It looked whether it may, before it began; and stopped the machine before itself.
  const asked = ec2.requests().map(({ action }) => action)
  expect(asked.filter((action) => /Instances$/.test(action ?? ''))).toEqual(['DescribeInstances', 'StopInstances'])
  expect(ec2.instances).toMatchObject([{ instanceId: 'i-0abc1234def567890', state: 'stopping' }])
  expect(worker.output().indexOf('idle: the machine is stopped')).toBeLessThan(
    worker.output().indexOf('"msg":"stopped"'),
  )
}, 240_000)
