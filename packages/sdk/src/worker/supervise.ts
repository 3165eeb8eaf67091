import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'

const pauseMs = 1000

/**
 * Runs a loop that must not end before its worker: whatever it throws is logged, and it begins again (P-47).
 * Resolves once `stopping` says so.
 */
export async function supervise(
  name: string,
  loop: () => Promise<void>,
  stopping: () => boolean,
  log: Logger,
): Promise<void> {
  while (!stopping()) {
    try {
      await loop()
    } catch (error) {
      log.error({ err: error, loop: name }, 'a loop ended by an error and begins again')
      if (!stopping()) await sleep(pauseMs)
    }
  }
}
