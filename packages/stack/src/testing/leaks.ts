import { setTimeout as after } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { withClient } from '../postgres/admin.ts'

// A server notices the end of a connection a little after the client has closed it.
const graceMs = 1000

/** What still holds a connection to the database, one line each; empty when all was closed. */
export function postgresLeaks(adminUrl: string, database: string): Promise<string[]> {
  return withClient(adminUrl, (client) =>
    settled(async () => {
      const { rows } = await client.query<{ line: string }>(
        `SELECT concat_ws(' ', 'PostgreSQL:', usename, application_name, state, left(query, 80)) AS line
         FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
        [database],
      )
      return rows.map(({ line }) => line)
    }),
  )
}

/** As `postgresLeaks`, for the clients of one Redis database. */
export async function redisLeaks(url: string): Promise<string[]> {
  const redis = new Redis(url)
  const index = new URL(url).pathname.slice(1)
  try {
    const own = await redis.client('ID')
    return await settled(async () => {
      const clients = String(await redis.client('LIST')).split('\n')
      const here = clients.filter((line) => line.includes(` db=${index} `) && !line.startsWith(`id=${own} `))
      return here.map((line) => `Redis: ${/name=\S*/.exec(line)?.[0]} ${/cmd=\S*/.exec(line)?.[0]}`)
    })
  } finally {
    redis.disconnect()
  }
}

async function settled(look: () => Promise<string[]>): Promise<string[]> {
  const end = performance.now() + graceMs
  for (;;) {
    const left = await look()
    if (left.length === 0 || performance.now() > end) return left
    await after(20)
  }
}
