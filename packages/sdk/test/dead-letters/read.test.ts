import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deadLetterPolicy } from '../../src/contract/index.ts'
import { isMeant, type LetterFilter, LetterQueue, listLetters } from '../../src/dead-letters/index.ts'
import { type LetterWorld, letterWorld } from './support.ts'

let world: LetterWorld
beforeAll(async () => {
  world = await letterWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.stop())

test('P-16 a list shows every letter with its reason, hides none for long and leaves all of them there', async () => {
  const job = await world.dead()
  for (let at = 0; at < 23; at += 1) await world.letter(`no json ${at}`, { reason: 'not_json' })
  const letters = await listLetters(world.resources)
  expect(letters).toHaveLength(24)
  expect(letters.find(({ jobId }) => jobId === job.jobId)).toMatchObject({
    ...{ reason: 'provider_unavailable', error: 'not today', tenantId: job.tenantId, jobType: 'excel_parsing' },
  })
  for (const { input } of world.requests('ReceiveMessage', world.names.dlqName)) {
    expect(input).toMatchObject({ VisibilityTimeout: deadLetterPolicy.holdSeconds })
  }
  // At once, for everybody, and all of them.
  expect(await listLetters(world.resources)).toHaveLength(24)
  expect(await world.letters()).toHaveLength(10)
})

test('P-16 a list that fails on its way puts back what it held', async () => {
  for (let at = 0; at < 15; at += 1) await world.letter(`no json ${at}`, { reason: 'not_json' })
  const clear = world.servers.sqs.front.fault({
    ...{ kind: 'error', action: 'ReceiveMessage', queue: world.names.dlqName, status: 400, code: 'InvalidAddress' },
    ...{ skip: 1, count: null },
  })
  await expect(new LetterQueue(world.resources, world.channel).search({ wanted: () => true })).rejects.toThrow()
  clear()
  expect(await world.listed()).toHaveLength(15)
})

test('a search ends with its limit, and the rest is back', async () => {
  for (let at = 0; at < 12; at += 1) await world.letter(`no json ${at}`, { reason: 'not_json' })
  const queue = new LetterQueue(world.resources, world.channel)
  const held = await queue.search({ wanted: () => true, limit: 3 })
  expect(held).toHaveLength(3)
  expect(await world.listed()).toHaveLength(9)
  await queue.putBack(held)
  expect(await world.listed()).toHaveLength(12)
})

test('filters: tenant, type, reason, age, message, job', async () => {
  const job = await world.dead()
  await world.letter('no json', { reason: 'not_json', tenant: job.tenantId })
  await world.letter('{}')
  const letters = await world.listed()
  const fitting = (filter: LetterFilter) => letters.filter((letter) => isMeant(letter, filter)).map(({ body }) => body)
  expect(fitting({})).toHaveLength(3)
  expect(fitting({ tenantId: job.tenantId })).toHaveLength(2)
  expect(fitting({ tenantId: job.tenantId, jobType: 'excel_parsing' })).toHaveLength(1)
  expect(fitting({ reason: 'not_json' })).toEqual(['no json'])
  expect(fitting({ reason: null })).toEqual(['{}'])
  expect(fitting({ jobId: job.jobId })).toHaveLength(1)
  expect(fitting({ messageId: letters[0]?.messageId ?? '' })).toHaveLength(1)
  expect(fitting({ olderThanSeconds: 600 })).toEqual([])
  expect(fitting({ newerThanSeconds: 600 })).toHaveLength(3)
  const tomorrow = new Date(Date.now() + 86_400_000)
  expect(letters.filter((letter) => isMeant(letter, { olderThanSeconds: 600 }, tomorrow))).toHaveLength(3)
  expect(letters.filter((letter) => isMeant(letter, { newerThanSeconds: 600 }, tomorrow))).toHaveLength(0)
})
