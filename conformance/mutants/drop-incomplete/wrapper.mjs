// Answers as if the drop had been done, and drops the tables of one schema only.
import pg from 'pg'
import { relay } from '../hook/relay.mjs'

let url = ''

relay(async ({ verb, args }, call) => {
  if (verb === 'init') {
    const endpoints = await call(verb, args)
    url = endpoints.database_url
    return endpoints
  }
  if (verb !== 'db.drop') return undefined
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
  for (const { tablename } of rows) await client.query(`DROP TABLE ${client.escapeIdentifier(tablename)} CASCADE`)
  await client.end()
  return {}
})
