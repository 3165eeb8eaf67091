import type { ErrorCode, HttpComponents } from '@academy/sdk/contract'
import type { JobRow } from '@academy/sdk/jobs'
import type { DirectUpload } from '@academy/sdk/storage'
import type { Notification } from '../../domain/notice.ts'
import type { Student } from '../../domain/student.ts'
import type { Video } from '../../domain/video.ts'

type Schemas = HttpComponents['schemas']

/** Rows in the contract's words. Optional fields are left out, never null. */
export function jobView(job: JobRow): Schemas['JobSummary'] {
  return {
    job_id: job.jobId,
    job_type: job.jobType,
    kind: job.kind,
    tier: job.tier,
    status: job.status,
    attempt: job.attempt,
    max_attempts: job.maxAttempts,
    max_processing_seconds: job.maxProcessingSeconds,
    ...(job.errorCode !== null && { error_code: job.errorCode as ErrorCode }),
    ...(job.errorMessage !== null && { error_message: job.errorMessage }),
    correlation_id: job.correlationId,
    ...(job.retryOf !== null && { retry_of: job.retryOf }),
    ...(job.subject && { subject: job.subject }),
    created_at: job.createdAt.toISOString(),
    ...(job.startedAt && { started_at: job.startedAt.toISOString() }),
    ...(job.finishedAt && { finished_at: job.finishedAt.toISOString() }),
  }
}

/** The stored result is the document that the worker's schema allowed; both sides have one schema (P-18). */
export function jobDetailView(job: JobRow, result: unknown): Schemas['JobDetail'] {
  return { ...jobView(job), ...(result !== null && { result }) } as Schemas['JobDetail']
}

export function acceptedView({ jobId, status }: JobRow): Schemas['JobAccepted'] {
  return { job_id: jobId, status }
}

export function studentView(student: Student): Schemas['Student'] {
  return {
    student_id: student.studentId,
    ps_number: student.psNumber,
    name: student.name,
    parent_phone: student.parentPhone,
    student_phone: student.studentPhone,
    school: student.school,
    school_type: student.schoolType,
    grade: student.grade,
    gender: student.gender,
    school_class: student.schoolClass,
    major: student.major,
    memo: student.memo,
    created_at: student.createdAt.toISOString(),
  }
}

/** @param mediaBaseUrl public address before the object keys of published media */
export function videoView(video: Video, job: JobRow | null, mediaBaseUrl: string): Schemas['Video'] {
  const ready = video.status === 'READY'
  return {
    video_id: video.videoId,
    title: video.title,
    session_id: video.sessionId,
    status: video.status,
    ...(job && { job_id: job.jobId }),
    size_bytes: video.sizeBytes,
    ...(video.durationSeconds !== null && { duration_seconds: video.durationSeconds }),
    ...(ready && video.hlsKey !== null && { hls_url: `${mediaBaseUrl}/${video.hlsKey}` }),
    ...(ready && video.thumbnailKey !== null && { thumbnail_url: `${mediaBaseUrl}/${video.thumbnailKey}` }),
    ...(video.errorCode !== null && { error_code: video.errorCode as ErrorCode }),
    ...(video.errorMessage !== null && { error_message: video.errorMessage }),
    created_at: video.createdAt.toISOString(),
    updated_at: video.updatedAt.toISOString(),
  }
}

export function uploadView(upload: DirectUpload): Schemas['VideoUpload']['upload'] {
  const expires_at = upload.expiresAt.toISOString()
  if (upload.kind === 'single') {
    const { kind, method, url, headers } = upload
    return { kind, method, url, headers: { ...headers }, expires_at }
  }
  return {
    kind: upload.kind,
    upload_id: upload.uploadId,
    part_size_bytes: upload.partSizeBytes,
    parts: upload.parts.map(({ partNumber, url }) => ({ part_number: partNumber, url })),
    expires_at,
  }
}

export function notificationView({ notice, ...row }: Notification): Schemas['Notification'] {
  const { replacements: _, ...shown } = notice
  return {
    notification_id: row.notificationId,
    job_id: row.jobId,
    ...shown,
    status: row.status,
    ...(row.sentAs !== null && { sent_as: row.sentAs }),
    ...(row.providerMessageId !== null && { provider_message_id: row.providerMessageId }),
    ...(row.errorCode !== null && { error_code: row.errorCode as ErrorCode }),
    created_at: row.createdAt.toISOString(),
    ...(row.sentAt && { sent_at: row.sentAt.toISOString() }),
  }
}
