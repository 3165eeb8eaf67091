import pg from 'pg'

/** Runs `work` on one connection that is closed afterwards. */
async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'academy-driver' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Wipes the schema: every schema that is not the server's own, with everything in it. `public` comes back empty. */
export async function dropEverything(url: string): Promise<{ dropped: string[] }> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1`,
    )
    for (const { name } of rows) await client.query(`DROP SCHEMA ${client.escapeIdentifier(name)} CASCADE`)
    await client.query('CREATE SCHEMA public AUTHORIZATION pg_database_owner')
    await client.query('GRANT USAGE ON SCHEMA public TO PUBLIC')
    return { dropped: rows.map(({ name }) => name) }
  })
}

/** A tenant as the host application's sign-up would leave it. */
export async function createTenant(url: string, tenant: { id: string; name: string; tier: string }): Promise<void> {
  await withClient(url, (client) =>
    client.query('INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $2, $3)', [
      tenant.id,
      tenant.name,
      tenant.tier,
    ]),
  )
}

/** Makes statement statistics readable from the server's maintenance database and returns its URL. */
export async function openStatistics(url: string): Promise<string> {
  const statistics = new URL(url)
  statistics.pathname = '/postgres'
  await withClient(statistics.href, (client) => client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements'))
  return statistics.href
}
