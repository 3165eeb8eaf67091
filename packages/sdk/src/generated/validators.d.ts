// Generated from schemas/ and openapi.yaml by `pnpm codegen`. Do not edit.

/** What ajv's standalone code reports; it stays on the function until the next call. */
export interface RawError {
  instancePath: string
  schemaPath: string
  keyword: string
  params: Record<string, unknown>
  message?: string
}

export interface RawValidator {
  (value: unknown): boolean
  errors?: RawError[] | null
}

/** Pairs of a pointer into a flattened schema and the place in the contract where that part is written. */
export type Origins = readonly (readonly [at: string, origin: string])[]

export declare const errorCode: RawValidator
export declare const errorCodeOrigins: Origins
export declare const aiJobMessage: RawValidator
export declare const aiJobMessageOrigins: Origins
export declare const aiJobMessageReceived: RawValidator
export declare const aiJobMessageReceivedOrigins: Origins
export declare const messagingJobMessage: RawValidator
export declare const messagingJobMessageOrigins: Origins
export declare const messagingJobMessageReceived: RawValidator
export declare const messagingJobMessageReceivedOrigins: Origins
export declare const videoJobMessage: RawValidator
export declare const videoJobMessageOrigins: Origins
export declare const videoJobMessageReceived: RawValidator
export declare const videoJobMessageReceivedOrigins: Origins
export declare const attendanceExcelExportPayload: RawValidator
export declare const attendanceExcelExportPayloadOrigins: Origins
export declare const embeddingPayload: RawValidator
export declare const embeddingPayloadOrigins: Origins
export declare const excelParsingPayload: RawValidator
export declare const excelParsingPayloadOrigins: Origins
export declare const handwritingAnalysisPayload: RawValidator
export declare const handwritingAnalysisPayloadOrigins: Origins
export declare const homeworkVideoAnalysisPayload: RawValidator
export declare const homeworkVideoAnalysisPayloadOrigins: Origins
export declare const messageSendPayload: RawValidator
export declare const messageSendPayloadOrigins: Origins
export declare const ocrPayload: RawValidator
export declare const ocrPayloadOrigins: Origins
export declare const omrGradingPayload: RawValidator
export declare const omrGradingPayloadOrigins: Origins
export declare const problemGenerationPayload: RawValidator
export declare const problemGenerationPayloadOrigins: Origins
export declare const questionSegmentationPayload: RawValidator
export declare const questionSegmentationPayloadOrigins: Origins
export declare const staffExcelExportPayload: RawValidator
export declare const staffExcelExportPayloadOrigins: Origins
export declare const videoDeleteObjectsPayload: RawValidator
export declare const videoDeleteObjectsPayloadOrigins: Origins
export declare const videoTranscodePayload: RawValidator
export declare const videoTranscodePayloadOrigins: Origins
export declare const problem: RawValidator
export declare const problemOrigins: Origins
export declare const jobProgressDocument: RawValidator
export declare const jobProgressDocumentOrigins: Origins
export declare const jobStatusDocument: RawValidator
export declare const jobStatusDocumentOrigins: Origins
export declare const videoProgressDocument: RawValidator
export declare const videoProgressDocumentOrigins: Origins
export declare const videoStatusDocument: RawValidator
export declare const videoStatusDocumentOrigins: Origins
export declare const attendanceExcelExportResult: RawValidator
export declare const attendanceExcelExportResultOrigins: Origins
export declare const embeddingResult: RawValidator
export declare const embeddingResultOrigins: Origins
export declare const excelParsingResult: RawValidator
export declare const excelParsingResultOrigins: Origins
export declare const handwritingAnalysisResult: RawValidator
export declare const handwritingAnalysisResultOrigins: Origins
export declare const homeworkVideoAnalysisResult: RawValidator
export declare const homeworkVideoAnalysisResultOrigins: Origins
export declare const messageSendResult: RawValidator
export declare const messageSendResultOrigins: Origins
export declare const ocrResult: RawValidator
export declare const ocrResultOrigins: Origins
export declare const omrGradingResult: RawValidator
export declare const omrGradingResultOrigins: Origins
export declare const problemGenerationResult: RawValidator
export declare const problemGenerationResultOrigins: Origins
export declare const questionSegmentationResult: RawValidator
export declare const questionSegmentationResultOrigins: Origins
export declare const staffExcelExportResult: RawValidator
export declare const staffExcelExportResultOrigins: Origins
export declare const videoDeleteObjectsResult: RawValidator
export declare const videoDeleteObjectsResultOrigins: Origins
export declare const videoTranscodeResult: RawValidator
export declare const videoTranscodeResultOrigins: Origins
export declare const httpJobCreate: RawValidator
export declare const httpJobCreateOrigins: Origins
export declare const httpJobAccepted: RawValidator
export declare const httpJobAcceptedOrigins: Origins
export declare const httpJobPage: RawValidator
export declare const httpJobPageOrigins: Origins
export declare const httpJobDetail: RawValidator
export declare const httpJobDetailOrigins: Origins
export declare const httpJobProgress: RawValidator
export declare const httpJobProgressOrigins: Origins
export declare const httpFirstLoginsDownload: RawValidator
export declare const httpFirstLoginsDownloadOrigins: Origins
export declare const httpRosterUpload: RawValidator
export declare const httpRosterUploadOrigins: Origins
export declare const httpStudentPage: RawValidator
export declare const httpStudentPageOrigins: Origins
export declare const httpVideoUploadInit: RawValidator
export declare const httpVideoUploadInitOrigins: Origins
export declare const httpVideoUpload: RawValidator
export declare const httpVideoUploadOrigins: Origins
export declare const httpVideoUploadComplete: RawValidator
export declare const httpVideoUploadCompleteOrigins: Origins
export declare const httpVideoJobAccepted: RawValidator
export declare const httpVideoJobAcceptedOrigins: Origins
export declare const httpVideo: RawValidator
export declare const httpVideoOrigins: Origins
export declare const httpVideoProgress: RawValidator
export declare const httpVideoProgressOrigins: Origins
export declare const httpMessageSend: RawValidator
export declare const httpMessageSendOrigins: Origins
export declare const httpNotificationAccepted: RawValidator
export declare const httpNotificationAcceptedOrigins: Origins
export declare const httpNotificationPage: RawValidator
export declare const httpNotificationPageOrigins: Origins
export declare const httpNotification: RawValidator
export declare const httpNotificationOrigins: Origins
export declare const httpHealth: RawValidator
export declare const httpHealthOrigins: Origins
export declare const httpLiveness: RawValidator
export declare const httpLivenessOrigins: Origins
export declare const httpReadiness: RawValidator
export declare const httpReadinessOrigins: Origins
export declare const createJobParameters: RawValidator
export declare const createJobParametersOrigins: Origins
export declare const listJobsParameters: RawValidator
export declare const listJobsParametersOrigins: Origins
export declare const getJobParameters: RawValidator
export declare const getJobParametersOrigins: Origins
export declare const getJobProgressParameters: RawValidator
export declare const getJobProgressParametersOrigins: Origins
export declare const cancelJobParameters: RawValidator
export declare const cancelJobParametersOrigins: Origins
export declare const retryJobParameters: RawValidator
export declare const retryJobParametersOrigins: Origins
export declare const downloadFailedRowsParameters: RawValidator
export declare const downloadFailedRowsParametersOrigins: Origins
export declare const downloadFirstLoginsParameters: RawValidator
export declare const downloadFirstLoginsParametersOrigins: Origins
export declare const downloadRosterTemplateParameters: RawValidator
export declare const downloadRosterTemplateParametersOrigins: Origins
export declare const bulkCreateStudentsFromExcelParameters: RawValidator
export declare const bulkCreateStudentsFromExcelParametersOrigins: Origins
export declare const listStudentsParameters: RawValidator
export declare const listStudentsParametersOrigins: Origins
export declare const initVideoUploadParameters: RawValidator
export declare const initVideoUploadParametersOrigins: Origins
export declare const completeVideoUploadParameters: RawValidator
export declare const completeVideoUploadParametersOrigins: Origins
export declare const getVideoParameters: RawValidator
export declare const getVideoParametersOrigins: Origins
export declare const deleteVideoParameters: RawValidator
export declare const deleteVideoParametersOrigins: Origins
export declare const getVideoProgressParameters: RawValidator
export declare const getVideoProgressParametersOrigins: Origins
export declare const retryVideoParameters: RawValidator
export declare const retryVideoParametersOrigins: Origins
export declare const sendMessageParameters: RawValidator
export declare const sendMessageParametersOrigins: Origins
export declare const listMessagesParameters: RawValidator
export declare const listMessagesParametersOrigins: Origins
export declare const listScheduledMessagesParameters: RawValidator
export declare const listScheduledMessagesParametersOrigins: Origins
export declare const cancelScheduledMessageParameters: RawValidator
export declare const cancelScheduledMessageParametersOrigins: Origins
export declare const getHealthParameters: RawValidator
export declare const getHealthParametersOrigins: Origins
export declare const getLivenessParameters: RawValidator
export declare const getLivenessParametersOrigins: Origins
export declare const getReadinessParameters: RawValidator
export declare const getReadinessParametersOrigins: Origins
