import type { Size } from './display-size.ts'

/** A quality that the contract offers. Its height is the picture's shorter side: a portrait film is no smaller. */
export interface LadderRung {
  readonly name: string
  readonly height: number
  readonly videoKbps: number
  readonly audioKbps: number
}

/** A quality to be made of one source. */
export interface PlannedRung {
  /** Folder of the rung. */
  readonly name: string
  /** Pixels, both even. */
  readonly width: number
  readonly height: number
  readonly videoKbps: number
  readonly audioKbps: number
}

/**
 * The rungs that a source gets: those no larger than itself, its aspect ratio kept. A source below the lowest rung
 * gets that rung in its own size, for nothing is gained by enlarging a picture.
 *
 * @param source the size in which a viewer sees the picture
 * @param ladder lowest rung first
 */
export function planRungs(source: Size, ladder: readonly LadderRung[]): readonly PlannedRung[] {
  const shorter = Math.min(source.width, source.height)
  const fitting = ladder.filter((rung) => rung.height <= shorter)
  const chosen = fitting.length > 0 ? fitting : ladder.slice(0, 1)
  return chosen.map(({ name, height, videoKbps, audioKbps }) => ({
    name,
    ...scaled(source, Math.min(1, height / shorter)),
    videoKbps,
    audioKbps,
  }))
}

/** H.264 with 4:2:0 colours needs even sides; never larger than the source. */
function scaled(source: Size, factor: number): Size {
  const shorterFirst = source.width <= source.height
  const shorter = evenAtMost(Math.min(source.width, source.height) * factor)
  // The longer side follows from the shorter one as it was rounded, which keeps the ratio closest.
  const longer = evenNear((shorter * Math.max(source.width, source.height)) / Math.min(source.width, source.height))
  return shorterFirst ? { width: shorter, height: longer } : { width: longer, height: shorter }
}

// A hair is added because 360 / 719.9999… × 719.9999… may come out just below 360.
const evenAtMost = (pixels: number) => Math.max(2, Math.floor((pixels + 1e-6) / 2) * 2)

const evenNear = (pixels: number) => Math.max(2, Math.round(pixels / 2) * 2)
