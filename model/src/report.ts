import { describeBudget } from './faults.ts'
import type { Scenario } from './scenario.ts'
import type { Finding } from './search/explore.ts'
import { violationMeanings } from './violations.ts'

/** A broken law with the shortest history that breaks it, for people. */
export function describeFinding({ violation, times, trace }: Finding, scenario: Scenario): string {
  const steps = trace.flatMap(({ happened, state }, index) => [
    `  ${String(index + 1).padStart(3)}  ${happened}`,
    ...(state ? [`         ${state}`] : []),
  ])
  return [
    `  ✗ ${violation}: ${violationMeanings[violation]}`,
    `    with ${describeBudget(scenario.faults)}, max_attempts ${scenario.maxAttempts}; ${times} states or steps break it; the shortest history:`,
    ...steps,
  ].join('\n')
}

/** The finding to show of several: a step or state that is wrong in itself before one from which nothing leads on. */
export function plainest(findings: readonly Finding[]): Finding | undefined {
  const isStuck = ({ violation }: Finding) => /^(waits|never)/.test(violation)
  return findings.find((finding) => !isStuck(finding)) ?? findings.at(-1)
}

/** @example count(1234567) // '1,234,567' */
export const count = (value: number): string => value.toLocaleString('en')
