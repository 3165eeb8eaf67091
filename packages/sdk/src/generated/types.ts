// Generated from schemas/ by `pnpm codegen`. Do not edit.

/**
 * Every error code of both contracts. Codes are never reused. http_status null: the code stands in jobs, rows and logs only.
 */
export type ErrorCode =
  | 'validation_failed'
  | 'unauthenticated'
  | 'forbidden'
  | 'tier_too_low'
  | 'recipient_denied'
  | 'tenant_on_hold'
  | 'not_found'
  | 'job_not_found'
  | 'failed_rows_not_found'
  | 'first_logins_not_found'
  | 'video_not_found'
  | 'progress_not_found'
  | 'method_not_allowed'
  | 'idempotency_conflict'
  | 'job_not_cancellable'
  | 'job_not_retryable'
  | 'video_not_uploaded'
  | 'video_state_conflict'
  | 'file_too_large'
  | 'file_type_not_supported'
  | 'file_unreadable'
  | 'option_not_available'
  | 'job_type_not_available'
  | 'quota_exceeded'
  | 'operation_not_available'
  | 'internal_error'
  | 'database_unavailable'
  | 'storage_unavailable'
  | 'queue_unavailable'
  | 'redis_unavailable'
  | 'api_unreachable'
  | 'tier_not_allowed'
  | 'inference_timeout'
  | 'provider_result_ambiguous'
  | 'crash_loop'
  | 'worker_crashed'
  | 'result_invalid'
  | 'attempts_exhausted'
  | 'unexpected_error'
  | 'fence_lost'
  | 'cancelled'
  | 'shutdown'
  | 'worker_name_taken'
  | 'not_json'
  | 'contract_violation'
  | 'newer_schema_version'
  | 'tenant_mismatch'
  | 'job_row_missing'
  | 'parent_phone_column_missing'
  | 'name_column_missing'
  | 'header_row_missing'
  | 'ambiguous_sheet'
  | 'ambiguous_column'
  | 'sheet_empty'
  | 'phone_in_use'
  | 'name_missing'
  | 'name_too_long'
  | 'parent_phone_missing'
  | 'parent_phone_invalid'
  | 'row_unreadable'
  | 'ps_number_exhausted'
  | 'disk_space_low'
  | 'transcode_stalled'
  | 'transcode_timeout'
  | 'transcode_failed'
  | 'publish_incomplete'
  | 'source_missing'
  | 'source_unreadable'
  | 'provider_unavailable'
  | 'provider_rejected'
  | 'message_too_long'
  | 'text_not_encodable'
  | 'template_missing'
  | 'configuration_invalid'
  | 'queue_missing'
  | 'queue_drifted'
  | 'migration_conflict'
/**
 * One AI job of a tenant.
 */
export type AiJobMessage = Envelope &
  (
    | {
        job_type: 'excel_parsing'
        payload: ExcelParsingPayload
      }
    | {
        job_type: 'ocr'
        payload: OcrPayload
      }
    | {
        job_type: 'omr_grading'
        payload: OmrGradingPayload
      }
    | {
        job_type: 'homework_video_analysis'
        payload: HomeworkVideoAnalysisPayload
      }
    | {
        job_type: 'attendance_excel_export'
        payload: AttendanceExcelExportPayload
      }
    | {
        job_type: 'staff_excel_export'
        payload: StaffExcelExportPayload
      }
    | {
        job_type: 'question_segmentation'
        payload: QuestionSegmentationPayload
      }
    | {
        job_type: 'handwriting_analysis'
        payload: HandwritingAnalysisPayload
      }
    | {
        job_type: 'embedding'
        payload: EmbeddingPayload
      }
    | {
        job_type: 'problem_generation'
        payload: ProblemGenerationPayload
      }
  ) & {
    type: 'ai.job'
    /**
     * The tenant's plan, from its row; a request may ask for less, never for more.
     */
    tier: 'lite' | 'basic' | 'premium'
    /**
     * Part of the host application that asked, for example roster.
     */
    source_domain?: string
    /**
     * What it asked about.
     */
    source_id?: string
  }
/**
 * One notice to send.
 */
export type MessagingJobMessage = Envelope &
  MessagingFields & {
    type: 'messaging.job'
  }
/**
 * One job on a lecture video.
 */
export type VideoJobMessage = Envelope &
  VideoFields & {
    type: 'video.job'
    /**
     * What to do with the video.
     */
    action: 'transcode' | 'delete_objects'
    /**
     * Prefix of the published video, under the tenant's own prefix; ends with a slash.
     */
    hls_prefix?: string
  }
/**
 * One notice to send.
 */
export type MessageSendPayload = MessagingFields
/**
 * A video whose objects are to be removed.
 */
export type VideoDeleteObjectsPayload = VideoFields & {
  /**
   * Prefix of the published video, under the tenant's own prefix; ends with a slash.
   */
  hls_prefix: string
}
/**
 * A video to make playable.
 */
export type VideoTranscodePayload = VideoFields & {
  /**
   * Prefix of the published video, under the tenant's own prefix; ends with a slash.
   */
  hls_prefix: string
}
/**
 * A job's progress, as Redis shows it.
 */
export type JobProgressDocument = ProgressFields
/**
 * A job's state, as Redis shows it.
 */
export type JobStatusDocument = StatusFields
/**
 * Progress of a video's current job, as Redis shows it.
 */
export type VideoProgressDocument = ProgressFields & {
  /**
   * A UUID in lower case.
   */
  job_id?: string
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  job_created_at?: string
}
/**
 * State of a video's current job, as Redis shows it.
 */
export type VideoStatusDocument = StatusFields & {
  /**
   * A UUID in lower case.
   */
  job_id?: string
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  job_created_at?: string
}

/**
 * Every document of the contract by the name of its validator.
 */
export interface WireDocuments {
  errorCode: ErrorCode
  aiJobMessage: AiJobMessage
  messagingJobMessage: MessagingJobMessage
  videoJobMessage: VideoJobMessage
  attendanceExcelExportPayload: AttendanceExcelExportPayload
  embeddingPayload: EmbeddingPayload
  excelParsingPayload: ExcelParsingPayload
  handwritingAnalysisPayload: HandwritingAnalysisPayload
  homeworkVideoAnalysisPayload: HomeworkVideoAnalysisPayload
  messageSendPayload: MessageSendPayload
  ocrPayload: OcrPayload
  omrGradingPayload: OmrGradingPayload
  problemGenerationPayload: ProblemGenerationPayload
  questionSegmentationPayload: QuestionSegmentationPayload
  staffExcelExportPayload: StaffExcelExportPayload
  videoDeleteObjectsPayload: VideoDeleteObjectsPayload
  videoTranscodePayload: VideoTranscodePayload
  problem: Problem
  jobProgressDocument: JobProgressDocument
  jobStatusDocument: JobStatusDocument
  videoProgressDocument: VideoProgressDocument
  videoStatusDocument: VideoStatusDocument
  attendanceExcelExportResult: AttendanceExcelExportResult
  embeddingResult: EmbeddingResult
  excelParsingResult: ExcelParsingResult
  handwritingAnalysisResult: HandwritingAnalysisResult
  homeworkVideoAnalysisResult: HomeworkVideoAnalysisResult
  messageSendResult: MessageSendResult
  ocrResult: OcrResult
  omrGradingResult: OmrGradingResult
  problemGenerationResult: ProblemGenerationResult
  questionSegmentationResult: QuestionSegmentationResult
  staffExcelExportResult: StaffExcelExportResult
  videoDeleteObjectsResult: VideoDeleteObjectsResult
  videoTranscodeResult: VideoTranscodeResult
}
/**
 * Common to every message. Senders validate closed, receivers open: unknown fields are kept and ignored.
 */
export interface Envelope {
  /**
   * Version of the message. A receiver postpones a newer one.
   */
  schema_version: '1'
  /**
   * A UUID in lower case.
   */
  message_id: string
  /**
   * Which message this is.
   */
  type: string
  /**
   * The tenant that owns the document. Always present, always from a verified source.
   */
  tenant_id: string
  /**
   * A UUID in lower case.
   */
  job_id: string
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  created_at: string
  /**
   * Joins everything that one request caused, across API, queue and worker.
   */
  correlation_id: string
  /**
   * W3C trace context.
   */
  traceparent?: string
  /**
   * Attempt the sender expects next. Informative: the row counts.
   */
  attempt: number
}
/**
 * A roster to import.
 */
export interface ExcelParsingPayload {
  /**
   * Key of an uploaded roster, under the tenant's own prefix.
   */
  object_key: string
  /**
   * What the rows are.
   */
  kind: 'students'
  /**
   * How the first password of new accounts is made.
   */
  password_mode: 'fixed' | 'phone_last4' | 'random'
  /**
   * Name of the configuration entry that holds the first password; the password itself never travels.
   */
  initial_password_ref?: string
  /**
   * Digest of the file, in hex, when the API stored it: the same idempotency key with another file is another request.
   */
  content_sha256?: string
  /**
   * Only tells what the import would do; nothing is written.
   */
  dry_run?: boolean
  /**
   * Lecture to enrol into; refused until enrolment exists.
   */
  lecture_id?: number
  /**
   * Session to enrol into; refused until enrolment exists.
   */
  session_id?: number
}
/**
 * A picture to read.
 */
export interface OcrPayload {
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  object_key: string
  /**
   * Which engine reads it.
   */
  engine: 'auto' | 'tesseract'
}
/**
 * An answer sheet to grade.
 */
export interface OmrGradingPayload {
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  object_key: string
  /**
   * Where the picture comes from.
   */
  mode: 'scan' | 'photo' | 'auto'
  /**
   * Questions on the sheet.
   */
  question_count: 10 | 20 | 30
  /**
   * Name of the sheet layout.
   */
  template: string
}
/**
 * A video of homework pages.
 */
export interface HomeworkVideoAnalysisPayload {
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  object_key: string
  /**
   * Every how many frames one is looked at.
   */
  frame_stride?: number
  /**
   * Pages to find at most.
   */
  max_pages?: number
}
/**
 * Attendance to export as a workbook.
 */
export interface AttendanceExcelExportPayload {
  filters: ExportFilters
}
/**
 * Which rows to export; an absent filter lets all through.
 */
export interface ExportFilters {
  /**
   * One lecture.
   */
  lecture_id?: number
  /**
   * One session.
   */
  session_id?: number
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  from?: string
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  until?: string
  /**
   * One role.
   */
  role?: 'owner' | 'teacher' | 'assistant'
}
/**
 * Staff to export as a workbook.
 */
export interface StaffExcelExportPayload {
  filters: ExportFilters
}
/**
 * A page of questions to cut.
 */
export interface QuestionSegmentationPayload {
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  object_key: string
  /**
   * Questions to find at most.
   */
  max_questions?: number
}
/**
 * Handwriting to read.
 */
export interface HandwritingAnalysisPayload {
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  object_key: string
  /**
   * Language of the writing.
   */
  language: 'ko' | 'en'
}
/**
 * Texts to turn into vectors.
 */
export interface EmbeddingPayload {
  /**
   * One vector is made of each.
   *
   * @minItems 1
   * @maxItems 100
   */
  texts: string[]
}
/**
 * Problems to write.
 */
export interface ProblemGenerationPayload {
  /**
   * Subject, for example mathematics.
   */
  subject: string
  /**
   * School grade.
   */
  grade: number
  /**
   * How many.
   */
  count: number
}
/**
 * One notice to one recipient.
 */
export interface MessagingFields {
  /**
   * A UUID in lower case.
   */
  notification_id: string
  /**
   * How the notice travels. An sms longer than the limit is sent as lms.
   */
  channel: 'sms' | 'lms' | 'alimtalk'
  /**
   * A phone number, digits only.
   */
  to: string
  /**
   * The text. Its length in bytes decides between SMS and LMS.
   */
  text: string
  /**
   * A phone number, digits only.
   */
  sender?: string
  /**
   * Alimtalk template at the provider.
   */
  template_id?: string
  /**
   * Values for the template.
   *
   * @maxItems 50
   */
  replacements?: TemplateReplacement[]
  /**
   * Names the notice itself: the same notice has the same key, whatever message carries it.
   */
  business_idempotency_key: string
  /**
   * The reservation this notice came from.
   */
  reservation_id?: string
  /**
   * What caused the notice, for example attendance.
   */
  origin_type?: string
  /**
   * Which one of those.
   */
  origin_id?: string
}
/**
 * One value of a template.
 */
export interface TemplateReplacement {
  /**
   * Name of the placeholder, as the template spells it.
   */
  key: string
  /**
   * Text to put there.
   */
  value: string
}
/**
 * What identifies the video a job works on.
 */
export interface VideoFields {
  /**
   * Number of the video.
   */
  video_id: number
  /**
   * Key of an uploaded video, under the tenant's own prefix.
   */
  file_key: string
}
/**
 * Error answer of the API (application/problem+json, RFC 9457). Clients decide on code and retryable.
 */
export interface Problem {
  /**
   * Identifies the kind of problem: urn:academy:problem: and the code.
   */
  type: string
  /**
   * What kind of problem it is.
   */
  title: string
  /**
   * HTTP status.
   */
  status: number
  code: ErrorCode
  /**
   * What happened this time, for people.
   */
  detail: string
  /**
   * Joins everything that one request caused, across API, queue and worker.
   */
  correlation_id: string
  /**
   * Whether the same request may succeed later.
   */
  retryable: boolean
  /**
   * Path of the endpoint that answers for good, where this one cannot.
   */
  detail_url?: string
  /**
   * What is wrong with the request, one entry a field.
   */
  errors?: ProblemField[]
}
/**
 * One thing wrong with the request.
 */
export interface ProblemField {
  /**
   * Name of the field, for people; empty for the whole body.
   */
  field: string
  /**
   * JSON pointer into the request body; into path, query or header for a parameter.
   */
  pointer: string
  /**
   * The rule that is broken, as file and JSON pointer into the contract.
   */
  contract?: string
  /**
   * What is wrong with it.
   */
  message: string
}
/**
 * How far the work has come.
 */
export interface ProgressFields {
  /**
   * Units finished.
   */
  done?: number
  /**
   * Units in all.
   */
  total?: number
  /**
   * Units a second.
   */
  per_second?: number
  /**
   * Name of the step, from x-steps of the job type.
   */
  step: string
  /**
   * Place of the step, from 1.
   */
  step_index: number
  /**
   * Number of steps.
   */
  step_total: number
  /**
   * Name of the step as shown to people, in Korean.
   */
  step_name: string
  /**
   * Share of the step that is done.
   */
  step_percent: number
  /**
   * Share of the whole job that is done.
   */
  percent: number
  /**
   * Estimate of the time left.
   */
  remaining_seconds?: number
  /**
   * Attempt of the job, counted at the claim; 0 before the first.
   */
  attempt: number
  /**
   * Fencing token of the claim that wrote the document. It only grows.
   */
  fence: number
  /**
   * Counts the updates of one claim; with the fence it keeps progress monotonic.
   */
  seq: number
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  updated_at: string
}
/**
 * Where a job stands.
 */
export interface StatusFields {
  /**
   * State of a job. DONE, FAILED, CANCELLED and DEAD are terminal.
   */
  status: 'PENDING' | 'RUNNING' | 'RETRYING' | 'DONE' | 'FAILED' | 'CANCELLED' | 'DEAD'
  /**
   * What kind of work the job is.
   */
  job_type?:
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
  error_code?: ErrorCode
  /**
   * What went wrong, for people.
   */
  error_message?: string
  /**
   * The result, when it is small enough for Redis.
   */
  result?: {
    [k: string]: unknown
  }
  /**
   * Attempt of the job, counted at the claim; 0 before the first.
   */
  attempt: number
  /**
   * Fencing token of the claim that wrote the document. It only grows.
   */
  fence: number
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  updated_at: string
}
/**
 * The workbook.
 */
export interface AttendanceExcelExportResult {
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  object_key: string
  /**
   * Name to offer for download.
   */
  filename: string
}
/**
 * The vectors.
 */
export interface EmbeddingResult {
  /**
   * Length of every vector.
   */
  dimensions: number
  /**
   * In the order of the texts.
   */
  vectors: number[][]
}
/**
 * What became of every row: total = created + restored + duplicates + failed.
 */
export interface ExcelParsingResult {
  /**
   * Rows that were read, without skipped ones.
   */
  total: number
  /**
   * Students that are new.
   */
  created: number
  /**
   * Deleted students that are back.
   */
  restored: number
  /**
   * Rows whose student was already there, untouched.
   */
  duplicates: number
  /**
   * Rows that were not imported.
   */
  failed: RowFailure[]
  processed_by: 'worker'
  rows?: RowOutcomes
  /**
   * Key of the workbook with the rows that failed, under the tenant's own prefix.
   */
  failed_rows_key?: string
  first_logins?: FirstLogins
  /**
   * True when nothing was written: the counts say what would happen.
   */
  dry_run?: boolean
}
/**
 * A row that was not imported.
 */
export interface RowFailure {
  /**
   * Row number as Excel shows it, from 1.
   */
  row: number
  /**
   * Name in the row; empty when there is none.
   */
  name: string
  code: ErrorCode
  /**
   * What is wrong with it, for people.
   */
  message: string
}
/**
 * Which rows had which outcome, as Excel row numbers and ranges such as 2-101,103; empty when there are none.
 */
export interface RowOutcomes {
  /**
   * Rows whose student is new.
   */
  created: string
  /**
   * Rows whose deleted student is back.
   */
  restored: string
  /**
   * Rows whose student was already there.
   */
  duplicates: string
}
/**
 * Accounts with a one-time first password, present with the password mode random: the academy's owner can download their file until the passwords expire.
 */
export interface FirstLogins {
  /**
   * Students and parents that are in the file.
   */
  accounts: number
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  expires_at: string
}
/**
 * What was read.
 */
export interface HandwritingAnalysisResult {
  /**
   * The text.
   */
  text: string
  /**
   * How sure the reader is.
   */
  confidence: number
}
/**
 * The pages that were found.
 */
export interface HomeworkVideoAnalysisResult {
  /**
   * In the order of the video.
   */
  pages: HomeworkPage[]
}
/**
 * A page found in the video.
 */
export interface HomeworkPage {
  /**
   * Number of the page, from 1.
   */
  page: number
  /**
   * Where in the video it is.
   */
  at_seconds: number
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  object_key: string
}
/**
 * The provider accepted the notice.
 */
export interface MessageSendResult {
  /**
   * The provider's own number for it.
   */
  provider_message_id: string
  /**
   * Channel that was asked for.
   */
  channel: 'sms' | 'lms' | 'alimtalk'
  /**
   * What it was sent as.
   */
  sent_as: 'sms' | 'lms' | 'alimtalk'
  /**
   * RFC 3339 date and time with a zone; any offset is accepted.
   */
  accepted_at: string
}
/**
 * What was read.
 */
export interface OcrResult {
  /**
   * The text.
   */
  text: string
  /**
   * How sure the engine is.
   */
  confidence: number
}
/**
 * What was marked.
 */
export interface OmrGradingResult {
  /**
   * Number that the student marked; empty when unreadable.
   */
  identifier: string
  /**
   * One entry a question.
   */
  answers: OmrAnswer[]
  /**
   * Whether the sheet could be aligned with its layout.
   */
  aligned: boolean
}
/**
 * What was marked for one question.
 */
export interface OmrAnswer {
  /**
   * Number of the question, from 1.
   */
  question: number
  /**
   * Marked choices, in order.
   */
  marked: number[]
}
/**
 * The problems.
 */
export interface ProblemGenerationResult {
  /**
   * As many as were asked for.
   */
  problems: GeneratedProblem[]
}
/**
 * One problem.
 */
export interface GeneratedProblem {
  /**
   * The question.
   */
  question: string
  /**
   * Its answer.
   */
  answer: string
  /**
   * The way to the answer.
   */
  explanation?: string
}
/**
 * The questions that were found.
 */
export interface QuestionSegmentationResult {
  /**
   * In reading order.
   */
  questions: QuestionRegion[]
}
/**
 * Where a question stands on the page, in pixels.
 */
export interface QuestionRegion {
  /**
   * Number of the question, from 1.
   */
  question: number
  /**
   * Left edge.
   */
  x: number
  /**
   * Top edge.
   */
  y: number
  /**
   * Width.
   */
  width: number
  /**
   * Height.
   */
  height: number
}
/**
 * The workbook.
 */
export interface StaffExcelExportResult {
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  object_key: string
  /**
   * Name to offer for download.
   */
  filename: string
}
/**
 * What was removed.
 */
export interface VideoDeleteObjectsResult {
  /**
   * Number of objects.
   */
  deleted_objects: number
}
/**
 * The published video.
 */
export interface VideoTranscodeResult {
  /**
   * Length of the source.
   */
  duration_seconds: number
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  hls_key: string
  /**
   * Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.
   */
  thumbnail_key: string
  /**
   * Lowest first.
   *
   * @minItems 1
   */
  rungs: VideoRung[]
}
/**
 * One quality of the published video.
 */
export interface VideoRung {
  /**
   * Folder of the rung.
   */
  name: string
  /**
   * Pixels.
   */
  width: number
  /**
   * Pixels.
   */
  height: number
  /**
   * Target rate of the picture.
   */
  video_kbps: number
  /**
   * Target rate of the sound; 0 when the source is silent.
   */
  audio_kbps: number
  /**
   * Number of segments.
   */
  segments: number
}
