import { objects } from '@academy/sdk/contract'

export type VideoStatus = 'PENDING' | 'UPLOADED' | 'PROCESSING' | 'READY' | 'FAILED'

/** What the completion of an upload needs to know; kept with the video while it is PENDING. */
export type PendingUpload =
  | { readonly kind: 'single' }
  | { readonly kind: 'multipart'; readonly uploadId: string; readonly partCount: number }

/** Whether a list names each of `count` parts once: storages put together whatever they are given. */
export function isComplete(parts: readonly { readonly partNumber: number }[], count: number): boolean {
  const numbers = new Set(parts.map(({ partNumber }) => partNumber))
  return parts.length === count && numbers.size === count && Math.max(...numbers) === count
}

/** A lecture video. */
export interface Video {
  readonly videoId: number
  readonly title: string
  readonly sessionId: number
  readonly status: VideoStatus
  readonly sourceKey: string
  readonly sizeBytes: number
  readonly upload: PendingUpload | null
  /** READY only. */
  readonly hlsKey: string | null
  readonly thumbnailKey: string | null
  readonly durationSeconds: number | null
  /** FAILED only. */
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** The ending of a video's file name in lower case, or null when it is none that is supported. */
export function videoExtension(filename: string): string | null {
  const ending = /\.([A-Za-z0-9]+)$/.exec(filename)?.[1]?.toLowerCase()
  return objects.videoExtensions.find((known) => known === ending) ?? null
}
