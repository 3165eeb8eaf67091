import type { FleetPolicy } from '../contract/index.ts'

/** A notice that the machine will be taken away. */
export interface Interruption {
  readonly action: string
  /** When it happens, RFC 3339, as the cloud says it. */
  readonly at: string
}

/**
 * The machine that a worker runs on, as far as a worker needs it. The SDK knows no cloud: the application brings this,
 * for instance for EC2.
 */
export interface HostMachine {
  /**
   * Asked at the boot of a fleet that stops its machines when idle.
   * @throws AcademyError when this machine must not be stopped by its worker (P-39)
   */
  assertMayStop(fleet: FleetPolicy): Promise<void>
  /** Stops the machine; the operating system will then stop this process. */
  stop(): Promise<void>
  /** Calls `listener` once, should the machine be about to be taken away. */
  watchInterruption(listener: (notice: Interruption) => void): void
  /** Ends the watch and every connection. */
  close(): void
}
