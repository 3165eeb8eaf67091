import { fleets } from '@academy/sdk/contract'
import { type Ec2StandIn, startEc2 } from '@academy/stack/ec2'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Ec2Machine } from '../src/ec2-machine.ts'
import { InstanceMetadata } from '../src/instance-metadata.ts'
import { Ec2Workers } from './support/ec2-workers.ts'

const self = 'i-0abc1234def567890'
const opened: AsyncDisposable[] = []
afterEach(async () => {
  for (const each of opened.splice(0)) await each[Symbol.asyncDispose]()
})

async function instance(autoScalingGroup?: string): Promise<{ ec2: Ec2StandIn; machine: Ec2Machine }> {
  const ec2 = await startEc2({ self, ...(autoScalingGroup && { autoScalingGroup }) })
  const machine = new Ec2Machine({
    aws: {
      region: 'ap-northeast-2',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      ...{ sqsEndpoint: undefined, s3Endpoint: undefined, ec2Endpoint: ec2.url, metadataEndpoint: ec2.url },
    },
  })
  opened.push(ec2, { [Symbol.asyncDispose]: async () => machine.close() })
  return { ec2, machine }
}

describe('P-39 an instance that stops itself when idle', () => {
  test('is refused inside an Auto Scaling group that would start another one, in one line', async () => {
    const { machine } = await instance('academy-video')
    const keepsOne = { ...fleets.video, desiredCapacityMayBeZero: false }
    await expect(machine.assertMayStop(keepsOne)).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringMatching(
        /i-0abc1234def567890 belongs to the Auto Scaling group academy-video,.*fleet video/,
      ),
    })
  })

  test('is allowed where the contract lets the group shrink to 0, and outside any group', async () => {
    const { machine, ec2 } = await instance('academy-video')
    await machine.assertMayStop(fleets.video)
    const alone = await instance()
    await alone.machine.assertMayStop({ ...fleets.video, desiredCapacityMayBeZero: false })
    for (const each of [ec2, alone.ec2]) {
      expect(each.requests().map(({ action }) => action)).toContain('DescribeInstances')
      expect(each.instances[0]?.state).toBe('running')
    }
  })

  test('stops this instance and no other', async () => {
    const { machine, ec2 } = await instance()
    await machine.stop()
    expect(ec2.instances).toMatchObject([{ instanceId: self, state: 'stopping' }])
  })
})

test('the metadata token is renewed when the service refuses it', async () => {
  const { ec2 } = await instance()
  const metadata = new InstanceMetadata(ec2.url, { tokenSeconds: 1 })
  const refused = () => ec2.requests().some(({ status }) => status === 401)
  while (!refused()) expect(await metadata.interruption()).toBeUndefined()
  ec2.spotNotice({ action: 'terminate', time: '2026-11-20T23:00:00Z' })
  expect(await metadata.interruption()).toEqual({ action: 'terminate', at: '2026-11-20T23:00:00Z' })
  expect(ec2.requests().filter(({ method }) => method === 'PUT')).toHaveLength(2)
})

describe('a worker process on EC2', () => {
  let workers: Ec2Workers
  beforeAll(async () => {
    workers = await Ec2Workers.open()
  })
  afterAll(() => workers?.close())

  test('P-40 a Spot notice stops it in good order', async () => {
    const { ec2 } = await instance()
    const worker = await workers.start('messaging', 'spot-1', ec2)
    ec2.spotNotice({ action: 'terminate', time: '2026-11-20T23:00:00Z' })
    expect(await worker.exited).toEqual([0, null])
    expect(worker.output()).toContain('"action":"terminate","at":"2026-11-20T23:00:00Z"')
    expect(worker.output()).toContain('"msg":"stopped"')
    // The messaging fleet never stops its machine.
    expect(ec2.requests().map(({ action }) => action)).not.toContain('StopInstances')
  })
})
