/** A file of the published video. */
export interface PublishedFile {
  /** Path under the video's prefix, with slashes. */
  readonly path: string
  readonly bytes: number
}

/** What a stored object is served with. */
export interface ServedAs {
  readonly contentType: string
  readonly cacheControl: string
}

/** How long each kind of file may be kept by browsers and caches. */
export interface CachePolicy {
  readonly playlist: string
  readonly segment: string
  readonly thumbnail: string
}

export const masterFile = 'master.m3u8'
export const thumbnailFile = 'thumbnail.jpg'

/** The playlist of a rung, relative to the video's prefix. */
export const rungPlaylist = (rung: string) => `${rung}/index.m3u8`

/** Content type and caching by the kind of file. */
export function servedAs(path: string, cache: CachePolicy): ServedAs {
  if (path.endsWith('.m3u8')) return { contentType: 'application/vnd.apple.mpegurl', cacheControl: cache.playlist }
  if (path.endsWith('.ts')) return { contentType: 'video/mp2t', cacheControl: cache.segment }
  if (path.endsWith('.jpg')) return { contentType: 'image/jpeg', cacheControl: cache.thumbnail }
  throw new TypeError(`not a file of a published video: ${path}`)
}

/** Everything but the master playlist, then the master playlist: before it there is nothing to play (P-34). */
export function inPublishingOrder(
  files: readonly PublishedFile[],
): readonly [parts: readonly PublishedFile[], master: PublishedFile] {
  const master = files.find(({ path }) => path === masterFile)
  if (!master) throw new TypeError('there is no master playlist to publish')
  return [files.filter((file) => file !== master), master]
}

/** The first way in which stored objects differ from the files that were sent; undefined when they agree. */
export function firstDifference(files: readonly PublishedFile[], stored: readonly PublishedFile[]): string | undefined {
  const sizes = new Map(stored.map(({ path, bytes }) => [path, bytes]))
  for (const { path, bytes } of files) {
    const found = sizes.get(path)
    if (found === undefined) return `${path} is missing`
    if (found !== bytes) return `${path} has ${found} bytes instead of ${bytes}`
    sizes.delete(path)
  }
  const [extra] = sizes.keys()
  return extra === undefined ? undefined : `${extra} does not belong there`
}
