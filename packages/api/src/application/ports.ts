import type { Readable } from 'node:stream'
import type {
  BuiltJobType,
  ErrorCode,
  JobProgressDocument,
  JobStatus,
  JobStatusDocument,
  JobType,
  PayloadByJobType,
  TenantId,
  Tier,
  VideoProgressDocument,
  VideoStatusDocument,
} from '@academy/sdk/contract'
import type { JobRow, NewJob } from '@academy/sdk/jobs'
import type { DirectUpload, UploadedPart } from '@academy/sdk/storage'
import type { Notice, Notification, NotificationStatus } from '../domain/notice.ts'
import type { Refusal } from '../domain/roster-file.ts'
import type { Student } from '../domain/student.ts'
import type { PendingUpload, Video } from '../domain/video.ts'

/** One page of a list; the cursor is null on the last one. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

export interface PageRequest {
  readonly limit: number
  readonly cursor?: string
}

/** What is read in one transaction of one tenant; it may come from a replica. */
export interface ReadStores {
  readonly jobs: {
    get(jobId: string): Promise<JobRow | null>
    result(jobId: string): Promise<unknown>
    list(filter: PageRequest & { status?: JobStatus; jobType?: JobType }): Promise<Page<JobRow>>
    /** The newest job of a video, null before its upload is complete. */
    ofVideo(videoId: number): Promise<JobRow | null>
  }
  /** What an import hands over about accounts with one-time first passwords, without what has expired. */
  readonly firstLogins: { ofJob(jobId: string): Promise<readonly SealedLogins[]> }
  readonly videos: { get(videoId: number): Promise<Video | null> }
  readonly notifications: { list(filter: PageRequest & { status?: NotificationStatus }): Promise<Page<Notification>> }
  readonly students: { list(filter: PageRequest & { name?: string; grade?: number }): Promise<Page<Student>> }
}

/** A new job as a use case says it: the tenant is the transaction's. */
export type JobToCreate<T extends BuiltJobType = BuiltJobType> = Omit<NewJob<T>, 'tenantId'>

/** What is written in one transaction of one tenant; reads here see the newest state. */
export interface WriteStores {
  readonly tenant: {
    /** The tenant's plan and hold, null for a tenant that does not exist. */
    get(): Promise<{ readonly tier: Tier; readonly messagingHold: boolean } | null>
  }
  readonly jobs: {
    /** For a job that other rows name before it is created. */
    newId(): string
    create<T extends BuiltJobType>(job: JobToCreate<T>): Promise<{ job: JobRow; created: boolean }>
    get(jobId: string): Promise<JobRow | null>
    cancel(jobId: string): Promise<{ job: JobRow; cancelled: boolean }>
    retry(jobId: string, correlationId: string): Promise<{ job: JobRow; newJob: boolean }>
    ofVideo(videoId: number): Promise<JobRow | null>
  }
  readonly videos: {
    announce(video: NewVideo): Promise<number>
    /** Reads the row and holds it until the transaction ends. */
    hold(videoId: number): Promise<Video | null>
    /** PENDING or FAILED → UPLOADED. */
    uploaded(videoId: number): Promise<void>
    /** UPLOADED or PROCESSING → FAILED. */
    failed(videoId: number, code: ErrorCode, message: string): Promise<void>
  }
  readonly notifications: {
    isDenied(recipient: string): Promise<boolean>
    /** Inserts the notice, or finds the one that has its channel and business key. */
    add(notificationId: string, jobId: string, notice: Notice): Promise<{ notification: Notification; added: boolean }>
    /** Reads the notice that a job carries and holds it until the transaction ends. */
    holdOfJob(jobId: string): Promise<Notification | null>
    move(
      notificationId: string,
      to: NotificationStatus,
      change: { jobId?: string; errorCode?: ErrorCode },
    ): Promise<void>
  }
}

export interface NewVideo {
  readonly title: string
  readonly sessionId: number
  readonly sourceKey: string
  readonly sizeBytes: number
  readonly contentType: string
  readonly upload: PendingUpload
}

/** Transactions under the tenant's row-level security: another tenant's rows do not exist in them (P-26). */
export interface Database {
  read<R>(tenant: TenantId, work: (stores: ReadStores) => Promise<R>): Promise<R>
  write<R>(tenant: TenantId, work: (stores: WriteStores) => Promise<R>): Promise<R>
  /** Whether an error leaves open if the transaction was committed. */
  mayHaveCommitted(error: unknown): boolean
}

/** What happens after a commit. Failing here loses nothing: the relay sends what was not sent. */
export interface Dispatch {
  /** PENDING in Redis, then the message at once. */
  created(job: JobRow): Promise<void>
  /** The new state in Redis. */
  changed(job: JobRow): Promise<void>
}

/** Status and progress as Redis shows them; both null when it shows nothing. */
export interface ProgressReader {
  ofJob(
    tenant: TenantId,
    jobId: string,
  ): Promise<{ status: JobStatusDocument | null; progress: JobProgressDocument | null }>
  ofVideo(
    tenant: TenantId,
    videoId: number,
  ): Promise<{ status: VideoStatusDocument | null; progress: VideoProgressDocument | null }>
}

/** Uploaded rosters. */
export interface RosterStorage {
  /** Streams a file into the storage. Nothing is left when it fails or is refused by its first bytes. */
  store(key: string, file: Readable, signal?: AbortSignal): Promise<{ readonly bytes: number; readonly sha256: string }>
  /** Reads the zip directory of a stored file; null when it is a workbook that may be imported. */
  inspect(key: string, bytes: number, signal?: AbortSignal): Promise<Refusal | null>
  /** The bytes of a stored workbook, null when it is not there. Read them to their end or destroy the stream. */
  open(key: string): Promise<Readable | null>
  remove(key: string): Promise<void>
}

/** The accounts of one chunk of an import, encrypted. */
export interface SealedLogins {
  readonly sealed: Uint8Array
  readonly expiresAt: Date
}

/** Opens sealed logins and writes them for people; there is none where no key is configured. */
export interface FirstLoginFiles {
  /** A workbook that only the passphrase opens. */
  write(
    origin: { readonly tenantId: TenantId; readonly jobId: string },
    parts: readonly SealedLogins[],
    passphrase: string,
  ): Promise<Uint8Array>
}

/** The workbook that people fill in. */
export interface RosterTemplate {
  /** Changes with its contents; the same for all instances. */
  readonly tag: string
  bytes(): Promise<Uint8Array>
}

/** Uploaded videos. */
export interface VideoStorage {
  start(upload: { key: string; contentType: string; sizeBytes: number }): Promise<DirectUpload>
  complete(upload: { key: string; uploadId: string; parts: readonly UploadedPart[] }): Promise<void>
  giveUp(upload: { key: string; uploadId: string }): Promise<void>
  /** Bytes of a stored file, null when it is not there. */
  size(key: string): Promise<number | null>
}

export type JobPayload = PayloadByJobType[BuiltJobType]
