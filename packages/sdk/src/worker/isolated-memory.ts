import { type FleetName, fleets } from '../contract/index.ts'

/**
 * Flags that keep the child processes of a fleet's isolated jobs as small as the contract wants them. Left to itself V8
 * lets a heap grow by multiples of what is alive before it looks what can go: memory that a small machine does not have.
 */
export function memoryFlags(fleet: FleetName): readonly string[] {
  const { isolatedSemiSpaceMegabytes: semiSpace, isolatedHeapGrowingPercent: growing } = fleets[fleet]
  return [
    ...(semiSpace === undefined ? [] : [`--max-semi-space-size=${semiSpace}`]),
    ...(growing === undefined ? [] : [`--heap-growing-percent=${growing}`]),
  ]
}
