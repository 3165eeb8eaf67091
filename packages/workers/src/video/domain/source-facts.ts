/** What probing found out about a source video. */
export interface SourceFacts {
  /** Seconds. */
  readonly duration: number
  readonly picture: PictureFacts
  /** Absent for a source without sound. */
  readonly sound?: { readonly streamIndex: number }
}

/** The picture as it is stored, before rotation and pixel shape are applied. */
export interface PictureFacts {
  readonly streamIndex: number
  /** Stored pixels. */
  readonly width: number
  readonly height: number
  /** Degrees that a player turns the picture by; phones store upright films lying down. */
  readonly rotation: number
  /** Width of one pixel divided by its height. */
  readonly pixelAspect: number
  readonly frameRate: FrameRate
  /** Seconds for which the sound goes on after the last picture; 0 when that is not known. */
  readonly missingAtEnd: number
}

/** Frames a second as a fraction: 30000/1001 is no decimal number. */
export interface FrameRate {
  readonly numerator: number
  readonly denominator: number
}
