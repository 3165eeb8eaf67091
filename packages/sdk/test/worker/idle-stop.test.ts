import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import { IdleStop } from '../../src/worker/idle-stop.ts'
import { QueueMessages } from '../../src/worker/queue-messages.ts'
import { type Poll, type ReceivePolicy, Receiver, receivePolicy } from '../../src/worker/receiver.ts'
import { jobWorld } from '../support/job-world.ts'

let world: Awaited<ReturnType<typeof jobWorld>>
beforeAll(async () => {
  world = await jobWorld({ queues: true })
})
afterAll(() => world.stop())

const emptyPolls = fleets.video.idleStopEmptyPolls as number

/** The contract's way to receive, with a wait of a second instead of twenty. */
function brief(policy: ReceivePolicy): ReceivePolicy {
  return { ...policy, channels: policy.channels.map((each) => ({ ...each, waitTimeSeconds: 1 })) }
}

/** Polls like a worker until the machine is stopped; answers what each poll was. */
async function pollUntilStopped(
  fleet: 'ai' | 'video',
  { isQuiet = async () => true, stop = async () => {}, before = async (_poll: number) => {} } = {},
): Promise<Poll['kind'][]> {
  const receiver = new Receiver(brief(receivePolicy(fleet)), new QueueMessages(world.sqs, world.queues), world.log)
  let stopped = false
  const idle = new IdleStop({
    ...{ emptyPolls, isQuiet, log: world.log },
    stop: async () => {
      await stop()
      stopped = true
    },
  })
  const kinds: Poll['kind'][] = []
  while (!stopped) {
    await before(kinds.length)
    const poll = await receiver.receive(1)
    kinds.push(poll.kind)
    await idle.polled(poll)
  }
  return kinds
}

const times = (kind: Poll['kind'], kinds: readonly Poll['kind'][]) => kinds.filter((each) => each === kind).length

describe('P-39 idle stop', () => {
  it('comes after the contract’s number of polls in a row that lasted their full wait', async () => {
    const startedAt = performance.now()
    expect(await pollUntilStopped('video')).toEqual(Array(emptyPolls).fill('empty'))
    expect(performance.now() - startedAt).toBeGreaterThan(emptyPolls * 750)
  })

  it('counts sweeps over several queues as one poll once they lasted a full wait together', async () => {
    const startedAt = performance.now()
    const kinds = await pollUntilStopped('ai')
    expect(times('empty', kinds)).toBe(emptyPolls)
    expect(times('waiting', kinds)).toBeGreaterThan(0)
    expect(performance.now() - startedAt).toBeGreaterThan(emptyPolls * 750)
  })

  it('begins the count anew after a queue that could not be asked', async () => {
    const { front } = world.servers.sqs
    const kinds = await pollUntilStopped('video', {
      before: async (poll) => {
        if (poll === 2) front.fault({ kind: 'error', action: 'ReceiveMessage', count: null })
        if (poll === 3) front.clearFaults()
      },
    })
    expect(kinds).toEqual(['empty', 'empty', 'failed', ...Array(emptyPolls).fill('empty')])
  })

  it('does not come while work is in flight or visible, nor after a request that was refused', async () => {
    const asked: string[] = []
    const kinds = await pollUntilStopped('video', {
      isQuiet: async () => asked.push('quiet?') > 1,
      stop: async () => {
        if (asked.push('stop') < 4) throw new Error('UnauthorizedOperation')
      },
    })
    expect(times('empty', kinds)).toBe(3 * emptyPolls)
    expect(asked).toEqual(['quiet?', 'quiet?', 'stop', 'quiet?', 'stop'])
  }, 30_000)
})
