import { loadConfig } from '../../config/index.ts'
import { type Tier, tenantId, tiers } from '../../contract/index.ts'
import { createPool } from '../../database/index.ts'
import { type Command, UsageError } from '../command.ts'
import { jsonOption, optionsOf } from '../options.ts'

/** `academy tenants create`: a tenant and its plan, by the owner of the tables. */
export const createTenantCommand: Command = {
  name: 'tenants create',
  summary: 'add a tenant; one that exists with the same name and tier is left as it is',
  options: [
    ['--id <tenant>', 'lower-case letters, digits and hyphens'],
    ['--name <name>', 'as people read it'],
    ['--tier <tier>', `${tiers.join(', ')}; the lowest when absent`],
    jsonOption,
  ],
  async run(args, { env, out, error }) {
    const options = optionsOf(args, { id: { type: 'string' }, name: { type: 'string' }, tier: { type: 'string' } })
    const tenant = { id: idOf(options.id), name: options.name ?? options.id ?? '', tier: tierOf(options.tier) }
    const found = await insert(loadConfig(env, ['migrations']).database.migratorUrl, tenant)
    if (found.name !== tenant.name || found.tier !== tenant.tier) {
      error(`${tenant.id} exists already, as ${JSON.stringify(found.name)} with the tier ${found.tier}`)
      return 1
    }
    const answer = { tenant_id: tenant.id, name: tenant.name, tier: tenant.tier, created: found.created }
    out(options.json ? JSON.stringify(answer) : `${tenant.id}: ${found.created ? 'created' : 'exists already'}`)
    return 0
  },
}

interface Tenant {
  readonly id: string
  readonly name: string
  readonly tier: Tier
}

async function insert(
  url: string,
  { id, name, tier }: Tenant,
): Promise<{ name: string; tier: string; created: boolean }> {
  const pool = createPool({ url, max: 1, applicationName: 'academy-tenants' })
  try {
    const { rowCount } = await pool.query(
      'INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $2, $3) ON CONFLICT (tenant_id) DO NOTHING',
      [id, name, tier],
    )
    if (rowCount === 1) return { name, tier, created: true }
    const { rows } = await pool.query('SELECT name, tier FROM tenants WHERE tenant_id = $1', [id])
    return { ...rows[0], created: false }
  } finally {
    await pool.end()
  }
}

function idOf(id: string | undefined): string {
  if (id === undefined) throw new UsageError('--id is missing')
  try {
    return tenantId(id)
  } catch {
    throw new UsageError(`--id ${JSON.stringify(id)} is no tenant id: lower-case letters, digits and hyphens`)
  }
}

function tierOf(name: string = tiers[0]): Tier {
  const tier = tiers.find((each) => each === name)
  if (!tier) throw new UsageError(`--tier must be one of ${tiers.join(', ')}`)
  return tier
}
