import type { Contract } from '../contract/model.ts'
import type { Finding, Rule } from './rule.ts'
import { rules } from './rules.ts'

export interface LintReport {
  findings: Finding[]
  /** Rules that were not judged, because the structure they read is broken. */
  notJudged: string[]
}

/** Applies every rule to a contract. */
export async function lint(contract: Contract): Promise<LintReport> {
  const structure = await apply(
    rules.filter(({ stage }) => stage === 'structure'),
    contract,
  )
  const others = rules.filter(({ stage }) => stage === 'meaning')
  if (structure.length > 0) return { findings: structure, notJudged: others.map(({ id }) => id) }
  return { findings: await apply(others, contract), notJudged: [] }
}

async function apply(chosen: readonly Rule[], contract: Contract): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const rule of chosen) {
    for (const [file, pointer, message] of await rule.check(contract))
      findings.push({ rule: rule.id, file, pointer, message })
  }
  return findings
}
