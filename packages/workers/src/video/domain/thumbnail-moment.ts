/** Where the contract wants the thumbnail. */
export interface ThumbnailPolicy {
  /** Part of the length, 0 to 1. */
  readonly thumbnailPosition: number
  /** Seconds: before this a film often shows a title or a black picture. */
  readonly thumbnailMinimumSeconds: number
}

const room = 0.5 // seconds before the end in which a frame can no longer be counted on

/** Seconds into the film at which its thumbnail is taken. */
export function thumbnailMoment(duration: number, policy: ThumbnailPolicy): number {
  const middle = duration * policy.thumbnailPosition
  const wanted = Math.max(middle, policy.thumbnailMinimumSeconds)
  return wanted <= duration - room ? wanted : middle
}
