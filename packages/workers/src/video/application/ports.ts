import type { JobContext } from '@academy/sdk/worker'
import type { Volume } from '../domain/disk-space.ts'
import type { PlannedRung } from '../domain/ladder.ts'
import type { PublishedFile, ServedAs } from '../domain/published-file.ts'
import type { FrameRate, SourceFacts } from '../domain/source-facts.ts'

/** The fenced transaction that `ctx.transaction` opens; opaque here, SQL in the adapter. */
export type FencedTransaction = Parameters<Parameters<JobContext['transaction']>[0]>[0]

/** Which video of which tenant. */
export interface VideoKey {
  readonly tenantId: string
  readonly videoId: number
}

/** What READY adds to the row. */
export interface ReadyVideo {
  readonly hlsKey: string
  readonly thumbnailKey: string
  readonly durationSeconds: number
  readonly rungs: readonly object[]
}

/** How a job that was not DONE ended. */
export interface EndedJob {
  readonly status: 'RETRYING' | 'FAILED' | 'DEAD'
  readonly errorCode: string
  readonly errorMessage: string
}

/** The videos of the database. */
export interface VideoStore {
  /**
   * Makes the video PROCESSING, unless its state forbids it.
   * @returns its source key, or in which state it was instead; null when the tenant has no such video
   */
  begin(tx: FencedTransaction, video: VideoKey): Promise<{ sourceKey: string } | { refusedIn: string } | null>
  markReady(tx: FencedTransaction, video: VideoKey, ready: ReadyVideo): Promise<void>
  /** The job will be tried again: UPLOADED. It will not: FAILED, with the reason. */
  settle(tx: FencedTransaction, video: VideoKey, ended: EndedJob): Promise<void>
}

/** The bucket with sources and published videos. Errors are typed: `source_missing`, `storage_unavailable`. */
export interface VideoStorage {
  /** Bytes of an object; null when there is none. */
  sizeOf(key: string, signal: AbortSignal): Promise<number | null>
  /** Writes an object into a file, without holding it in memory. `onBytes` gets the bytes written so far. */
  download(
    source: { readonly key: string; readonly bytes: number },
    file: string,
    options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<void>
  upload(key: string, file: string, servedAs: ServedAs, signal: AbortSignal): Promise<void>
  /** What lies under a prefix, with paths relative to it. */
  list(prefix: string, signal: AbortSignal): Promise<readonly PublishedFile[]>
  /** Copies everything under one prefix to another, types and caching included. */
  copy(from: string, to: string, signal: AbortSignal): Promise<void>
  remove(key: string, signal: AbortSignal): Promise<void>
  /** Removes everything under a prefix. */
  empty(prefix: string, signal: AbortSignal): Promise<void>
}

/** Where work in progress lies: the transcode volume. */
export interface TranscodeVolume {
  measure(): Promise<Volume>
  /** A folder of this claim's own. What earlier, ended attempts left behind is removed first (P-32). */
  openFolder(claim: { readonly jobId: string; readonly fence: number }): Promise<WorkFolder>
}

/** A folder that is gone once it is disposed of, whatever happened. */
export interface WorkFolder extends AsyncDisposable {
  /** The absolute path of something in it. */
  path(...parts: readonly string[]): string
  makeFolder(name: string): Promise<void>
  write(name: string, text: string): Promise<void>
  read(name: string): Promise<string>
  /** Every file below a folder, with paths relative to it. */
  files(name: string): Promise<readonly PublishedFile[]>
}

/** What to encode: all rungs in one pass over the source. */
export interface Encoding {
  readonly source: string
  readonly facts: SourceFacts
  readonly frameRate: FrameRate
  readonly rungs: readonly PlannedRung[]
  /** Folder with one folder a rung; playlist and segments go there. */
  readonly outputFolder: string
  /** Seconds after which it is given up. */
  readonly timeoutSeconds: number
  /** Called with the seconds of the film that are done, as they rise. */
  readonly onAdvance: (seconds: number) => void
  readonly signal: AbortSignal
}

/** Facts of an encoded rung, as read back from its playlist. */
export interface EncodedFacts {
  /** Seconds. */
  readonly duration: number
  readonly picture: { readonly width: number; readonly height: number; readonly level: number } | null
  readonly hasSound: boolean
}

/** ffmpeg and ffprobe. A child process that is running when the signal aborts is killed. */
export interface MediaTool {
  /** @throws RejectedInputError `source_unreadable` */
  probe(file: string, signal: AbortSignal): Promise<SourceFacts>
  /** @throws RetryableError `transcode_stalled`, `transcode_timeout`, `transcode_failed`, `disk_space_low` */
  encode(encoding: Encoding): Promise<void>
  inspect(playlist: string, signal: AbortSignal): Promise<EncodedFacts>
  /** Writes one frame as a JPEG. */
  takeThumbnail(
    playlist: string,
    options: { readonly atSeconds: number; readonly file: string; readonly signal: AbortSignal },
  ): Promise<void>
}
