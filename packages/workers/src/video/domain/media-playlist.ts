/** One piece of a rung, as its playlist names it. */
export interface Segment {
  readonly file: string
  /** Seconds. */
  readonly duration: number
}

/** The segments of a rung's playlist, in order. */
export function parseSegments(playlist: string): readonly Segment[] {
  const segments: Segment[] = []
  let duration: number | undefined
  for (const line of playlist.split(/\r?\n/)) {
    if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice('#EXTINF:'.length))
    else if (line !== '' && !line.startsWith('#') && duration !== undefined) {
      segments.push({ file: line, duration })
      duration = undefined
    }
  }
  return segments
}

/** Whether the playlist says that nothing will be added: a film that was cut off in the middle does not. */
export function isComplete(playlist: string): boolean {
  return /^#EXT-X-ENDLIST\s*$/m.test(playlist)
}
