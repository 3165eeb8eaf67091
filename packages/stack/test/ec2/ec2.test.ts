import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Ec2StandIn, startEc2 } from '../../src/ec2/index.ts'

const self = 'i-0123456789abcdef0'
let ec2: Ec2StandIn

beforeEach(async () => {
  ec2 = await startEc2({ self, autoScalingGroup: 'academy-video<1>' })
})
afterEach(() => ec2.stop())

async function query(
  form: Record<string, string>,
  authorization = 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/ap-northeast-2/ec2/aws4_request',
): Promise<{ status: number; xml: string }> {
  const body = new URLSearchParams({ Version: '2016-11-15', ...form })
  const response = await fetch(ec2.url, { method: 'POST', headers: { authorization }, body })
  return { status: response.status, xml: await response.text() }
}

const token = (headers: Record<string, string> = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' }) =>
  fetch(`${ec2.url}/latest/api/token`, { method: 'PUT', headers })

async function metadata(category: string): Promise<{ status: number; body: string }> {
  const headers = { 'x-aws-ec2-metadata-token': await (await token()).text() }
  const response = await fetch(`${ec2.url}/latest/meta-data/${category}`, { headers })
  return { status: response.status, body: await response.text() }
}

test('DescribeInstances shows the instance, its state and its Auto Scaling group', async () => {
  const { status, xml } = await query({ Action: 'DescribeInstances', 'InstanceId.1': self })
  expect(status).toBe(200)
  expect(xml).toContain('<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">')
  expect(xml).toContain(`<instanceId>${self}</instanceId>`)
  expect(xml).toContain('<code>16</code><name>running</name>')
  expect(xml).toContain('<key>aws:autoscaling:groupName</key><value>academy-video&lt;1&gt;</value>')
})

test('StopInstances changes the state and says both', async () => {
  const { xml } = await query({ Action: 'StopInstances', 'InstanceId.1': self })
  expect(xml).toContain('<currentState><code>64</code><name>stopping</name></currentState>')
  expect(xml).toContain('<previousState><code>16</code><name>running</name></previousState>')
  expect(ec2.instances[0]?.state).toBe('stopping')
  expect(ec2.requests()).toMatchObject([{ method: 'POST', action: 'StopInstances', status: 200 }])
})

test.each([
  ['an unknown instance', { Action: 'StopInstances', 'InstanceId.1': 'i-1' }, 'InvalidInstanceID.NotFound'],
  ['no instance', { Action: 'StopInstances' }, 'MissingParameter'],
  ['another action', { Action: 'TerminateInstances', 'InstanceId.1': self }, 'InvalidAction'],
  ['a filter', { Action: 'DescribeInstances', 'Filter.1.Name': 'tag:a' }, 'InvalidParameterValue'],
])('%s is refused by name', async (_what, form, code) => {
  const { status, xml } = await query(form)
  expect(status).toBe(400)
  expect(xml).toContain(`<Code>${code}</Code>`)
  expect(ec2.instances[0]?.state).toBe('running')
})

test('an unsigned request is refused', async () => {
  expect((await query({ Action: 'StopInstances', 'InstanceId.1': self }, '')).status).toBe(401)
  expect(ec2.instances[0]?.state).toBe('running')
})

test('metadata needs a token, and a token needs a lifetime and no proxy', async () => {
  expect((await fetch(`${ec2.url}/latest/meta-data/instance-id`)).status).toBe(401)
  const forged = { headers: { 'x-aws-ec2-metadata-token': 'forged' } }
  expect((await fetch(`${ec2.url}/latest/meta-data/instance-id`, forged)).status).toBe(401)
  expect((await token({})).status).toBe(400)
  expect((await token({ 'x-aws-ec2-metadata-token-ttl-seconds': '21601' })).status).toBe(400)
  const proxied = { 'x-aws-ec2-metadata-token-ttl-seconds': '60', 'x-forwarded-for': '10.0.0.1' }
  expect((await token(proxied)).status).toBe(403)
  expect(await metadata('instance-id')).toEqual({ status: 200, body: self })
})

test('the Spot notice is absent until it is given', async () => {
  expect((await metadata('spot/instance-action')).status).toBe(404)
  const notice = { action: 'terminate', time: '2026-11-20T12:02:00Z' } as const
  ec2.spotNotice(notice)
  expect(JSON.parse((await metadata('spot/instance-action')).body)).toEqual(notice)
  ec2.spotNotice(null)
  expect((await metadata('spot/instance-action')).status).toBe(404)
})

test('a token ends with its lifetime', async () => {
  const short = await (await token({ 'x-aws-ec2-metadata-token-ttl-seconds': '1' })).text()
  const read = () =>
    fetch(`${ec2.url}/latest/meta-data/instance-id`, { headers: { 'x-aws-ec2-metadata-token': short } })
  expect((await read()).status).toBe(200)
  await expect.poll(async () => (await read()).status, { timeout: 3000, interval: 200 }).toBe(401)
})
