import { loadConfig } from '../../config/index.ts'
import type { QueueChange } from '../../queues/index.ts'
import type { Command } from '../command.ts'
import { jsonOption, optionsOf } from '../options.ts'

// Loading the AWS SDK takes longer than everything else together; only these commands wait for it.
const queuesModule = () => import('../../queues/index.ts')

/** `academy queues provision`: creates and repairs (P-21). */
export const provisionCommand: Command = {
  name: 'queues provision',
  summary: 'make every queue what the contract says',
  options: [jsonOption],
  async run(args, { env, out }) {
    const { json } = optionsOf(args, {})
    const config = loadConfig(env, ['queues'])
    const { createSqsClient, provisionQueues } = await queuesModule()
    const sqs = createSqsClient(config)
    try {
      const changes = await provisionQueues(sqs)
      if (json) out(JSON.stringify({ changes }))
      else if (changes.length === 0) out('every queue is as the contract says')
      else for (const change of changes) out(describeChange(change))
      return 0
    } finally {
      sqs.destroy()
    }
  },
}

/** `academy queues check`: reads only. */
export const checkCommand: Command = {
  name: 'queues check',
  summary: 'compare every queue with the contract; exit code 1 when one differs',
  options: [jsonOption],
  async run(args, { env, out }) {
    const { json } = optionsOf(args, {})
    const config = loadConfig(env, ['queues'])
    const { checkQueues, createSqsClient } = await queuesModule()
    const sqs = createSqsClient(config)
    try {
      const drift = await checkQueues(sqs)
      if (json) out(JSON.stringify({ drift }))
      else if (drift.length === 0) out('every queue is as the contract says')
      else {
        for (const { queue, attribute, expected, actual } of drift) {
          out(`${queue}: ${attribute} is ${actual ?? 'missing'}, the contract says ${expected}`)
        }
        out(`to repair: ${drift[0]?.repair}`)
      }
      return drift.length === 0 ? 0 : 1
    } finally {
      sqs.destroy()
    }
  },
}

function describeChange(change: QueueChange): string {
  if (change.action === 'created') return `${change.queue}: created`
  return `${change.queue}: ${change.attribute} ${change.from ?? 'unset'} → ${change.to}`
}
