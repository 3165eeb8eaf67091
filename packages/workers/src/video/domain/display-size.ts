import type { PictureFacts } from './source-facts.ts'

/** Width and height in square pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The size in which a viewer sees the picture: square pixels, turned upright. Not rounded. */
export function displaySize({ width, height, rotation, pixelAspect }: PictureFacts): Size {
  const stored = { width: width * pixelAspect, height }
  return liesOnItsSide(rotation) ? { width: stored.height, height: stored.width } : stored
}

function liesOnItsSide(rotation: number): boolean {
  const turned = ((rotation % 180) + 180) % 180
  return turned > 45 && turned < 135
}
