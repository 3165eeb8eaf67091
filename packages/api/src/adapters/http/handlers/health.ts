import type { OperationHandlers } from '../operation.ts'

/** Parts of this process that traffic needs; each answers quickly and never throws. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean>>>

type HealthOperations = Pick<OperationHandlers, 'getHealth' | 'getLiveness' | 'getReadiness'>

/** Liveness asks nobody: a database that is out must not get healthy processes killed (P-30). */
export function healthHandlers(
  checks: ReadinessChecks & { readonly database: () => Promise<boolean> },
): HealthOperations {
  return {
    async getHealth() {
      if (await checks.database()) {
        return { status: 200, body: { status: 'healthy', service: 'academy-api', database: 'connected' } }
      }
      return { status: 503, body: { status: 'unhealthy', service: 'academy-api', database: 'unreachable' } }
    },

    async getLiveness() {
      return { status: 200, body: { status: 'alive' } }
    },

    async getReadiness() {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, (await check()) ? 'ok' : 'failing'] as const),
      )
      const body = Object.fromEntries(results)
      if (results.every(([, result]) => result === 'ok'))
        return { status: 200, body: { status: 'ready', checks: body } }
      return { status: 503, body: { status: 'not_ready', checks: body } }
    },
  }
}
