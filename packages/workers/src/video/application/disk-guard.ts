import { RetryableError } from '@academy/sdk/errors'
import { type DiskPolicy, usableBytes } from '../domain/disk-space.ts'
import type { TranscodeVolume } from './ports.ts'

/** P-32: work that would fill the volume beyond the contract's limit does not begin. */
export async function assertDiskSpace(volume: TranscodeVolume, needed: number, policy: DiskPolicy): Promise<void> {
  const usable = usableBytes(await volume.measure(), policy)
  if (needed <= usable) return
  throw new RetryableError(
    'disk_space_low',
    `${megabytes(needed)} MB are needed, ${megabytes(Math.max(0, usable))} MB may be used`,
    { details: { needed, usable } },
  )
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)
