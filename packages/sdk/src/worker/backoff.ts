import { retry } from '../contract/index.ts'

/**
 * Seconds until the next try after `failures` failures (1 or more): full jitter over an exponential ceiling, so that
 * jobs that failed together do not come back together (P-14).
 */
export function backoffSeconds(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(retry.capSeconds, retry.baseSeconds * retry.factor ** (failures - 1))
  return random() * ceiling
}
