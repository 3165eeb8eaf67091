import type { decisionTable } from '@academy/sdk/worker'

/** The product's decision table: what its worker does with a received message, by what is known of it. */
export type ProductTable = typeof decisionTable
export type Fact = keyof ProductTable

/** A cell as far as the model can see it: of times it knows seconds and the hour, of patience whether it ends. */
export interface ModelDecision {
  readonly action: ProductTable[Fact]['action']
  readonly long: boolean
  readonly patient: boolean
}

/** Facts that no job row is behind. */
export const strayFacts = [
  'not_json',
  'contract_violation',
  'tenant_mismatch',
  'no_row',
  'newer_schema_version',
] as const
/** Facts that other jobs cause, which the model does not hold: they may come up at any claim. */
export const crowdedFacts = ['fleet_full', 'tenant_full', 'no_slot'] as const

/** The decision table in the model's terms. Facts with equal decisions are one case to the search. */
export interface ModelTable {
  readonly decisions: Readonly<Record<Fact, ModelDecision>>
  readonly strayGroups: readonly FactGroup[]
  readonly crowdedGroups: readonly FactGroup[]
}

export interface FactGroup {
  readonly facts: readonly Fact[]
  readonly decision: ModelDecision
}

/** Reads the product's table; a changed cell there is a changed model here. */
export function modelTable(table: ProductTable): ModelTable {
  const decisions = Object.fromEntries(
    Object.entries(table).map(([fact, decision]) => [fact, toModel(decision)]),
  ) as Record<Fact, ModelDecision>
  return { decisions, strayGroups: grouped(strayFacts, decisions), crowdedGroups: grouped(crowdedFacts, decisions) }
}

function toModel(decision: ProductTable[Fact]): ModelDecision {
  if (decision.action !== 'postpone') return { action: decision.action, long: false, patient: false }
  return { action: 'postpone', long: decision.wait === 'lease_end', patient: decision.patience === 'none' }
}

function grouped(facts: readonly Fact[], decisions: Readonly<Record<Fact, ModelDecision>>): FactGroup[] {
  const groups = new Map<string, Fact[]>()
  for (const fact of facts) {
    const key = JSON.stringify(decisions[fact])
    groups.set(key, [...(groups.get(key) ?? []), fact])
  }
  return [...groups.values()].map((alike) => ({ facts: alike, decision: decisions[alike[0] as Fact] }))
}
