import type { Contract } from '../contract/load.ts'
import { type Check, judging, show } from './check.ts'

const terminal = new Set(['DONE', 'FAILED', 'CANCELLED', 'DEAD'])
/** Seconds by which a TTL of a day may have run down between the write and the look. */
const slack = 120
/** Redis tells whole seconds. */
const rounding = 1.5

/** The pattern of a key template with any tenant. */
function patternOf(template: string): RegExp {
  const escaped = template.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
  return new RegExp(
    `^${escaped.replaceAll(/\{(\w+)\}/g, (_, name) => (name === 'tenant_id' ? '(?<tenant>[a-z0-9][a-z0-9-]*)' : '[A-Za-z0-9-]+'))}$`,
  )
}

const documentOf = (contract: Contract, key: string) =>
  contract.redis.documents.find(({ key: template }) => patternOf(template).test(key))

export const redisChecks: readonly Check[] = [
  {
    requirement: 'M4-keys',
    row: 'stage-3',
    title: 'every key in Redis belongs to a tenant and to a template of the contract',
    scenarios: ['stage-3'],
    incidents: ['P-25'],
    pointer: 'asyncapi.yaml#/x-redis/documents',
    judge: judging((judge, history, contract) => {
      const patterns = contract.redis.documents.map(({ key }) => patternOf(key))
      for (const scan of history.of('redisKeys')) {
        for (const key of scan.data.keys) {
          judge.expect(
            patterns.some((pattern) => pattern.test(key)),
            `${key} fits no template of the contract`,
            scan,
          )
        }
      }
    }),
  },
  {
    requirement: 'M4-documents',
    row: 'stage-3',
    title: 'the documents in Redis keep their schemas',
    scenarios: ['stage-3'],
    incidents: ['P-18', 'P-22'],
    pointer: 'schemas/redis/',
    judge: judging((judge, history, contract) => {
      for (const event of history.in('stage-3').of('redis')) {
        const document = documentOf(contract, event.data.key)
        judge.expect(document, `${event.data.key} fits no template`, event)
        if (!document || event.data.value === null) continue
        const violations = contract.schemas.validate(document.schema.replace(/^schemas\//, ''), event.data.value)
        judge.expect(
          violations.length === 0,
          `${event.data.key} breaks ${violations[0]?.pointer}: ${violations[0]?.message}`,
          event,
        )
      }
    }),
  },
  {
    requirement: 'M4-ttl',
    row: 'stage-3',
    title:
      'PENDING lives as long as its message, work in progress six hours from its last update, what is finished stays',
    scenarios: ['stage-3', 'cap'],
    incidents: ['P-24'],
    pointer: 'asyncapi.yaml#/x-redis/in_progress_ttl_seconds',
    judge: judging((judge, history, contract) => {
      const { inProgressTtlSeconds, finishedCostDefenceTtlSeconds } = contract.redis
      const retention = Math.max(...contract.channels.map(({ retentionSeconds }) => retentionSeconds))
      const seen = new Set<string>()
      for (const event of history.of('redis')) {
        const document = event.data.value as { status?: string; percent?: number; updated_at?: string } | null
        const { key, ttl } = event.data
        if (document === null) continue
        const finished = terminal.has(document.status ?? '') || (document.percent ?? 0) >= 100
        if (finished) {
          seen.add('finished')
          const limited = ttl > finishedCostDefenceTtlSeconds - slack && ttl <= finishedCostDefenceTtlSeconds
          judge.expect(ttl === -1 || limited, `${key} is finished and goes in ${ttl} s`, event)
          continue
        }
        // Counted from the last update, so that a legal job never outlives its own progress (P-24).
        const state = document.status === 'PENDING' ? 'pending' : 'in progress'
        seen.add(state)
        const most = document.status === 'PENDING' ? retention : inProgressTtlSeconds
        const age = (event.at - Date.parse(String(document.updated_at))) / 1000
        const least = most - age - rounding
        judge.expect(ttl >= least && ttl <= most, `${key} is ${state} and goes in ${ttl} s instead of ${most}`, event)
      }
      for (const state of ['pending', 'in progress', 'finished'])
        judge.expect(seen.has(state), `no ${state} document was ever seen: ${show([...seen])}`)
    }),
  },
]
