import type { AcademyConfig } from '../config/index.ts'
import { bootGate, fleets, jobTypes } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import type { GateDifference } from './difference.ts'

/** Pool sizes of every process; they are the same in all of them. */
export type PoolSizes = Pick<
  AcademyConfig['database'],
  'apiPoolSize' | 'apiReaderPoolSize' | 'relayPoolSize' | 'workerPoolSize' | 'isolatedPoolSize'
>

/** What one kind of process may take of the database. */
export interface ConnectionDemand {
  readonly processes: number
  /** Connections of one process, its children included. */
  readonly each: number
}

/**
 * Connections that all pools together may open at full fleet: as many worker processes as the fleets' limits allow,
 * each with its pool, a pool for every child of isolated work and its watchdog's connection, and the API's processes with their three.
 */
export function connectionDemand(pools: PoolSizes): Record<string, ConnectionDemand> {
  const workers = Object.values(fleets).map(({ fleet, fleetLimit, slotsPerProcess }) => {
    const own = Object.values(jobTypes).filter((type) => type.fleet === fleet)
    const children = own.some((type) => type.isolated) ? slotsPerProcess : 0
    // The watchdog of a process that runs handlers itself hands their jobs back on a connection of its own.
    const watchdog = own.some((type) => !type.isolated) ? 1 : 0
    const each = pools.workerPoolSize + children * pools.isolatedPoolSize + watchdog
    return [`${fleet} workers`, { processes: Math.ceil(fleetLimit / slotsPerProcess), each }] as const
  })
  const api = {
    processes: bootGate.apiProcesses,
    each: pools.apiPoolSize + pools.apiReaderPoolSize + pools.relayPoolSize,
  }
  return { ...Object.fromEntries(workers), api }
}

/**
 * The budget (P-30): the demand at full fleet against the server's max_connections, of which a part is kept for people,
 * migrations and the overlap of a deployment.
 * @throws Error when the database does not answer
 */
export async function connectionDifferences(pool: Pool, pools: PoolSizes): Promise<GateDifference[]> {
  const { rows } = await pool.query<{ most: number }>(`SELECT current_setting('max_connections')::int AS most`)
  const most = rows[0]?.most ?? 0
  const demand = connectionDemand(pools)
  const wanted = Object.values(demand).reduce((sum, { processes, each }) => sum + processes * each, 0)
  if (wanted * 100 <= most * bootGate.connectionBudgetPercent) return []
  const parts = Object.entries(demand).map(([name, { processes, each }]) => `${name} ${processes} × ${each}`)
  const needed = Math.ceil((wanted * 100) / bootGate.connectionBudgetPercent)
  return [
    {
      check: 'connections',
      code: 'configuration_invalid',
      text: `all pools at full fleet take ${wanted} connections (${parts.join(', ')}), more than ${bootGate.connectionBudgetPercent} % of max_connections ${most}`,
      repair: `psql "$DATABASE_URL_MIGRATOR" -c "ALTER SYSTEM SET max_connections = ${needed}" and restart PostgreSQL, or set smaller DATABASE_POOL_*`,
    },
  ]
}
