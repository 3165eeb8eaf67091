import type { Contract } from '../contract/load.ts'
import type { DriverClient, Endpoints } from '../driver/client.ts'
import type { Film } from '../fixtures/film.ts'
import type { Roster } from '../fixtures/roster.ts'
import type { History } from '../history/history.ts'
import type { Api } from '../observe/api.ts'
import type { Gate } from '../observe/gate.ts'
import type { Ledger } from '../observe/ledger.ts'
import type { Objects } from '../observe/objects.ts'
import type { ProviderView } from '../observe/provider.ts'
import type { Queues } from '../observe/queues.ts'
import type { RedisView } from '../observe/redis.ts'
import type { WireLog } from '../observe/wire.ts'
import type { Target } from '../target/target.ts'

/** A tenant of the run. */
export interface Tenant {
  readonly id: string
  readonly name: string
  readonly tier: 'lite' | 'basic' | 'premium'
}

/** One tenant a plan, so that each of the three queues carries real work. */
export const tenants = {
  hanbit: { id: 'hanbit', name: '한빛학원', tier: 'premium' },
  saebit: { id: 'saebit', name: '새빛학원', tier: 'basic' },
  onnuri: { id: 'onnuri', name: '온누리학원', tier: 'lite' },
} as const satisfies Record<string, Tenant>

/** Everything a scenario may use. It only acts and observes; it never judges. */
export interface Context {
  readonly scenario: string
  readonly contract: Contract
  readonly target: Target
  readonly history: History
  readonly endpoints: Endpoints
  readonly api: Api
  readonly gate: Gate
  readonly ledger: Ledger
  readonly redis: RedisView
  readonly queues: Queues
  readonly objects: Objects
  readonly wire: WireLog
  readonly provider: ProviderView
  readonly driver: DriverClient
  /** Fixtures are made while earlier scenarios run. */
  readonly fixtures: {
    readonly mixedRoster: Promise<Roster>
    readonly capRoster: Promise<Roster>
    readonly longRoster: Promise<Roster>
    readonly film: Promise<Film>
  }
  /** Calls the driver and records verb, answer and time. */
  drive(verb: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>
  mark(name: string, detail?: Record<string, unknown>): void
}

/** A piece of the run that acts and observes. */
export interface Scenario {
  readonly id: string
  readonly title: string
  /** The line of the final table that answers for it when it cannot be carried out. */
  readonly row: string
  /** Scenarios without which this one makes no sense. */
  readonly needs: readonly string[]
  /** Scenarios that must be over first, whatever became of them. */
  readonly after: readonly string[]
  run(context: Context): Promise<void>
}
