// Generated from asyncapi.yaml and schemas/ by `pnpm codegen`. Do not edit.

import type {
  AiJobMessage,
  AttendanceExcelExportPayload,
  AttendanceExcelExportResult,
  EmbeddingPayload,
  EmbeddingResult,
  ExcelParsingPayload,
  ExcelParsingResult,
  HandwritingAnalysisPayload,
  HandwritingAnalysisResult,
  HomeworkVideoAnalysisPayload,
  HomeworkVideoAnalysisResult,
  MessageSendPayload,
  MessageSendResult,
  MessagingJobMessage,
  OcrPayload,
  OcrResult,
  OmrGradingPayload,
  OmrGradingResult,
  ProblemGenerationPayload,
  ProblemGenerationResult,
  QuestionSegmentationPayload,
  QuestionSegmentationResult,
  StaffExcelExportPayload,
  StaffExcelExportResult,
  VideoDeleteObjectsPayload,
  VideoDeleteObjectsResult,
  VideoJobMessage,
  VideoTranscodePayload,
  VideoTranscodeResult,
} from './types.ts'

/** The only version of the messages so far. */
export const schemaVersion = '1'

/** Plans of a tenant, lowest first. */
export const tiers = ['lite', 'basic', 'premium'] as const
export type Tier = (typeof tiers)[number]

export type JobKind = 'ai' | 'video' | 'messaging'
export type FleetName = 'ai' | 'video' | 'messaging'
export type ChannelName = 'aiJobsLite' | 'aiJobsBasic' | 'aiJobsPremium' | 'videoJobs' | 'messagingJobs'
export type JobType =
  | 'excel_parsing'
  | 'ocr'
  | 'omr_grading'
  | 'homework_video_analysis'
  | 'attendance_excel_export'
  | 'staff_excel_export'
  | 'question_segmentation'
  | 'handwriting_analysis'
  | 'embedding'
  | 'problem_generation'
  | 'video_transcode'
  | 'video_delete_objects'
  | 'message_send'
/** Job types that have a worker, by the fleet that runs them. */
export interface BuiltJobTypeByFleet {
  ai: 'excel_parsing'
  video: 'video_transcode'
  messaging: 'message_send'
}
export type BuiltJobType = BuiltJobTypeByFleet[FleetName]

/** States of a job. */
export const jobStatuses = ['PENDING', 'RUNNING', 'RETRYING', 'DONE', 'FAILED', 'CANCELLED', 'DEAD'] as const
export type JobStatus = (typeof jobStatuses)[number]

export type JobMessage = AiJobMessage | VideoJobMessage | MessagingJobMessage

export interface PayloadByJobType {
  excel_parsing: ExcelParsingPayload
  ocr: OcrPayload
  omr_grading: OmrGradingPayload
  homework_video_analysis: HomeworkVideoAnalysisPayload
  attendance_excel_export: AttendanceExcelExportPayload
  staff_excel_export: StaffExcelExportPayload
  question_segmentation: QuestionSegmentationPayload
  handwriting_analysis: HandwritingAnalysisPayload
  embedding: EmbeddingPayload
  problem_generation: ProblemGenerationPayload
  video_transcode: VideoTranscodePayload
  video_delete_objects: VideoDeleteObjectsPayload
  message_send: MessageSendPayload
}

export interface ResultByJobType {
  excel_parsing: ExcelParsingResult
  ocr: OcrResult
  omr_grading: OmrGradingResult
  homework_video_analysis: HomeworkVideoAnalysisResult
  attendance_excel_export: AttendanceExcelExportResult
  staff_excel_export: StaffExcelExportResult
  question_segmentation: QuestionSegmentationResult
  handwriting_analysis: HandwritingAnalysisResult
  embedding: EmbeddingResult
  problem_generation: ProblemGenerationResult
  video_transcode: VideoTranscodeResult
  video_delete_objects: VideoDeleteObjectsResult
  message_send: MessageSendResult
}

export interface JobTypePolicy {
  readonly jobType: JobType
  readonly kind: JobKind
  readonly fleet: FleetName
  /** Lowest plan that includes the job type. */
  readonly lowestTier: Tier
  /** Whether the work runs in a child process that can be killed on its own. */
  readonly isolated: boolean
  /** Whether a worker exists; otherwise creation is refused with job_type_not_available. */
  readonly available: boolean
  /** The action that the video message carries for it; null for other kinds. */
  readonly action: VideoJobMessage['action'] | null
}

/** The one registry that API and workers both read. */
export const jobTypes: Readonly<Record<JobType, JobTypePolicy>> = {
  excel_parsing: {
    jobType: 'excel_parsing',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'lite',
    isolated: true,
    available: true,
    action: null,
  },
  ocr: {
    jobType: 'ocr',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'lite',
    isolated: true,
    available: false,
    action: null,
  },
  omr_grading: {
    jobType: 'omr_grading',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'basic',
    isolated: true,
    available: false,
    action: null,
  },
  homework_video_analysis: {
    jobType: 'homework_video_analysis',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'basic',
    isolated: true,
    available: false,
    action: null,
  },
  attendance_excel_export: {
    jobType: 'attendance_excel_export',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'basic',
    isolated: true,
    available: false,
    action: null,
  },
  staff_excel_export: {
    jobType: 'staff_excel_export',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'basic',
    isolated: true,
    available: false,
    action: null,
  },
  question_segmentation: {
    jobType: 'question_segmentation',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'premium',
    isolated: true,
    available: false,
    action: null,
  },
  handwriting_analysis: {
    jobType: 'handwriting_analysis',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'premium',
    isolated: true,
    available: false,
    action: null,
  },
  embedding: {
    jobType: 'embedding',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'premium',
    isolated: true,
    available: false,
    action: null,
  },
  problem_generation: {
    jobType: 'problem_generation',
    kind: 'ai',
    fleet: 'ai',
    lowestTier: 'premium',
    isolated: true,
    available: false,
    action: null,
  },
  video_transcode: {
    jobType: 'video_transcode',
    kind: 'video',
    fleet: 'video',
    lowestTier: 'lite',
    isolated: true,
    available: true,
    action: 'transcode',
  },
  video_delete_objects: {
    jobType: 'video_delete_objects',
    kind: 'video',
    fleet: 'video',
    lowestTier: 'lite',
    isolated: true,
    available: false,
    action: 'delete_objects',
  },
  message_send: {
    jobType: 'message_send',
    kind: 'messaging',
    fleet: 'messaging',
    lowestTier: 'lite',
    isolated: false,
    available: true,
    action: null,
  },
}
