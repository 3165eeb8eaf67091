import type { PlannedRung } from './ladder.ts'

/** A volume as the system sees it, in bytes. */
export interface Volume {
  readonly total: number
  /** What this process may still write. */
  readonly available: number
}

/** How full the contract lets a volume become. */
export interface DiskPolicy {
  /** Part of the volume, 0 to 1. */
  readonly diskUsageLimit: number
  /** Size of the volume that the limit was set for. */
  readonly diskVolumeGigabytes: number
}

const gigabyte = 1e9

/**
 * Bytes that may still be written before the volume is as full as the contract allows; negative when it already is
 * fuller. A disk larger than a video worker's volume keeps no more free than that volume would.
 */
export function usableBytes(volume: Volume, policy: DiskPolicy): number {
  const reserve = (1 - policy.diskUsageLimit) * Math.min(volume.total, policy.diskVolumeGigabytes * gigabyte)
  return volume.available - reserve
}

/** Bytes that the rungs of a source will take, from their rates: a tenth more, for containers and peaks. */
export function bytesOfRungs(rungs: readonly PlannedRung[], duration: number): number {
  const kilobits = rungs.reduce((total, rung) => total + rung.videoKbps + rung.audioKbps, 0)
  return Math.ceil(kilobits * 125 * duration * 1.1)
}
