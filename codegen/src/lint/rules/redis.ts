import { inAsyncapi, type Place, type Rule } from '../rule.ts'

/** Mission M4: what every implementation must keep, whatever else changes. */
const keys: Record<string, string> = {
  jobStatus: 'tenant:{tenant_id}:job:{job_id}:status',
  jobProgress: 'tenant:{tenant_id}:job:{job_id}:progress',
  videoStatus: 'tenant:{tenant_id}:video:{video_id}:status',
  videoProgress: 'tenant:{tenant_id}:video:{video_id}:progress',
}
const lifetimes: Record<string, string | number> = {
  in_progress_ttl_seconds: 6 * 3600,
  finished_ttl_seconds: 'none',
  finished_cost_defence_ttl_seconds: 24 * 3600,
  pending_ttl: 'queue retention',
}
const polling = [
  [10, 1],
  [60, 2],
  ['forever', 3],
]

function expected(id: string, because: string, values: Record<string, string | number>): Rule {
  return {
    id,
    because,
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(values).flatMap(([field, value]): Place[] =>
        asyncapi['x-redis'][field] === value ? [] : [inAsyncapi(['x-redis', field], `must be ${value} (M4)`)],
      ),
  }
}

export const redisRules: Rule[] = [
  {
    id: 'redis-key-tenant',
    because: "a key without its tenant shows one academy another's work (P-25)",
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi['x-redis'].documents).flatMap(([name, { key }]) =>
        key.startsWith('tenant:{tenant_id}:')
          ? []
          : [inAsyncapi(['x-redis', 'documents', name, 'key'], `${key} does not begin with tenant:{tenant_id}:`)],
      ),
  },
  {
    id: 'redis-key-template',
    because: 'clients and dashboards read exactly these keys (M4)',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(keys).flatMap(([name, key]) => {
        const found = asyncapi['x-redis'].documents[name]?.key
        const foreign = found !== undefined && !found.startsWith('tenant:{tenant_id}:')
        return found === key || foreign
          ? []
          : [inAsyncapi(['x-redis', 'documents', name, 'key'], `must be ${key} (M4)`)]
      }),
  },
  expected('redis-ttl', 'progress that expires under a running job, or never, misleads everyone (P-24)', lifetimes),
  expected('redis-result-limit', 'large results push live progress out of memory', { result_limit_bytes: 10_000 }),
  expected('redis-eviction', 'any other policy evicts documents of finished jobs first, or refuses writes', {
    eviction_policy: 'volatile-lru',
  }),
  {
    id: 'redis-ttl-outlives-cap',
    because: 'the progress of a legal job would expire while it works (P-24)',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi.channels).flatMap(
        ([
          name,
          {
            'x-policy': { max_processing_seconds: cap },
          },
        ]) =>
          cap < Number(asyncapi['x-redis'].in_progress_ttl_seconds)
            ? []
            : [
                inAsyncapi(
                  ['channels', name, 'x-policy', 'max_processing_seconds'],
                  `${cap} s is not below the lifetime of progress, ${asyncapi['x-redis'].in_progress_ttl_seconds} s`,
                ),
              ],
      ),
  },
  {
    id: 'redis-legacy-keys',
    because: 'clients of the old keys would lose sight of their jobs during the migration',
    stage: 'meaning',
    check: ({ asyncapi }) => {
      const found = (asyncapi['x-redis'].legacy_read_through ?? []) as string[]
      const wanted = ['job:{job_id}:progress', 'job:video:{video_id}:progress']
      return wanted
        .filter((key) => !found.includes(key))
        .map((key) => inAsyncapi(['x-redis', 'legacy_read_through'], `must list ${key} (M4)`))
    },
  },
  {
    id: 'polling-schedule',
    because: 'clients poll faster than Redis was sized for (M4)',
    stage: 'meaning',
    check: ({ asyncapi }) => {
      const found = asyncapi['x-polling'].map(({ until_seconds, every_seconds }) => [until_seconds, every_seconds])
      return JSON.stringify(found) === JSON.stringify(polling)
        ? []
        : [inAsyncapi(['x-polling'], 'must be every 1 s until 10 s, every 2 s until 60 s, then every 3 s (M4)')]
    },
  },
]
