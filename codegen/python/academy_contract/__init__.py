# Generated from schemas/ by `pnpm codegen`. Do not edit.

from .ai_job_message import AiJobMessage
from .ai_job_message_job_type import AiJobMessageJobType
from .ai_job_message_schema_version import AiJobMessageSchemaVersion
from .ai_job_message_type import AiJobMessageType
from .attendance_excel_export_payload import AttendanceExcelExportPayload
from .attendance_excel_export_result import AttendanceExcelExportResult
from .embedding_payload import EmbeddingPayload
from .embedding_result import EmbeddingResult
from .envelope import Envelope
from .envelope_schema_version import EnvelopeSchemaVersion
from .error_code import ErrorCode
from .excel_parsing_payload import ExcelParsingPayload
from .excel_parsing_payload_kind import ExcelParsingPayloadKind
from .excel_parsing_payload_password_mode import ExcelParsingPayloadPasswordMode
from .excel_parsing_result import ExcelParsingResult
from .excel_parsing_result_processed_by import ExcelParsingResultProcessedBy
from .export_filters import ExportFilters
from .export_filters_role import ExportFiltersRole
from .first_logins import FirstLogins
from .generated_problem import GeneratedProblem
from .handwriting_analysis_payload import HandwritingAnalysisPayload
from .handwriting_analysis_payload_language import HandwritingAnalysisPayloadLanguage
from .handwriting_analysis_result import HandwritingAnalysisResult
from .homework_page import HomeworkPage
from .homework_video_analysis_payload import HomeworkVideoAnalysisPayload
from .homework_video_analysis_result import HomeworkVideoAnalysisResult
from .job_progress_document import JobProgressDocument
from .job_status import JobStatus
from .job_status_document import JobStatusDocument
from .job_type import JobType
from .message_send_payload import MessageSendPayload
from .message_send_payload_channel import MessageSendPayloadChannel
from .message_send_result import MessageSendResult
from .message_send_result_channel import MessageSendResultChannel
from .message_send_result_sent_as import MessageSendResultSentAs
from .messaging_fields import MessagingFields
from .messaging_fields_channel import MessagingFieldsChannel
from .messaging_job_message import MessagingJobMessage
from .messaging_job_message_channel import MessagingJobMessageChannel
from .messaging_job_message_schema_version import MessagingJobMessageSchemaVersion
from .messaging_job_message_type import MessagingJobMessageType
from .ocr_payload import OcrPayload
from .ocr_payload_engine import OcrPayloadEngine
from .ocr_result import OcrResult
from .omr_answer import OmrAnswer
from .omr_grading_payload import OmrGradingPayload
from .omr_grading_payload_mode import OmrGradingPayloadMode
from .omr_grading_payload_question_count import OmrGradingPayloadQuestionCount
from .omr_grading_result import OmrGradingResult
from .problem import Problem
from .problem_field import ProblemField
from .problem_generation_payload import ProblemGenerationPayload
from .problem_generation_result import ProblemGenerationResult
from .progress_fields import ProgressFields
from .question_region import QuestionRegion
from .question_segmentation_payload import QuestionSegmentationPayload
from .question_segmentation_result import QuestionSegmentationResult
from .row_failure import RowFailure
from .row_outcomes import RowOutcomes
from .staff_excel_export_payload import StaffExcelExportPayload
from .staff_excel_export_result import StaffExcelExportResult
from .status_fields import StatusFields
from .template_replacement import TemplateReplacement
from .tier import Tier
from .video_delete_objects_payload import VideoDeleteObjectsPayload
from .video_delete_objects_result import VideoDeleteObjectsResult
from .video_fields import VideoFields
from .video_job_message import VideoJobMessage
from .video_job_message_action import VideoJobMessageAction
from .video_job_message_schema_version import VideoJobMessageSchemaVersion
from .video_job_message_type import VideoJobMessageType
from .video_progress_document import VideoProgressDocument
from .video_rung import VideoRung
from .video_status_document import VideoStatusDocument
from .video_transcode_payload import VideoTranscodePayload
from .video_transcode_result import VideoTranscodeResult

__all__ = [
    "AiJobMessage",
    "AiJobMessageJobType",
    "AiJobMessageSchemaVersion",
    "AiJobMessageType",
    "AttendanceExcelExportPayload",
    "AttendanceExcelExportResult",
    "EmbeddingPayload",
    "EmbeddingResult",
    "Envelope",
    "EnvelopeSchemaVersion",
    "ErrorCode",
    "ExcelParsingPayload",
    "ExcelParsingPayloadKind",
    "ExcelParsingPayloadPasswordMode",
    "ExcelParsingResult",
    "ExcelParsingResultProcessedBy",
    "ExportFilters",
    "ExportFiltersRole",
    "FirstLogins",
    "GeneratedProblem",
    "HandwritingAnalysisPayload",
    "HandwritingAnalysisPayloadLanguage",
    "HandwritingAnalysisResult",
    "HomeworkPage",
    "HomeworkVideoAnalysisPayload",
    "HomeworkVideoAnalysisResult",
    "JobProgressDocument",
    "JobStatus",
    "JobStatusDocument",
    "JobType",
    "MessageSendPayload",
    "MessageSendPayloadChannel",
    "MessageSendResult",
    "MessageSendResultChannel",
    "MessageSendResultSentAs",
    "MessagingFields",
    "MessagingFieldsChannel",
    "MessagingJobMessage",
    "MessagingJobMessageChannel",
    "MessagingJobMessageSchemaVersion",
    "MessagingJobMessageType",
    "OcrPayload",
    "OcrPayloadEngine",
    "OcrResult",
    "OmrAnswer",
    "OmrGradingPayload",
    "OmrGradingPayloadMode",
    "OmrGradingPayloadQuestionCount",
    "OmrGradingResult",
    "Problem",
    "ProblemField",
    "ProblemGenerationPayload",
    "ProblemGenerationResult",
    "ProgressFields",
    "QuestionRegion",
    "QuestionSegmentationPayload",
    "QuestionSegmentationResult",
    "RowFailure",
    "RowOutcomes",
    "StaffExcelExportPayload",
    "StaffExcelExportResult",
    "StatusFields",
    "TemplateReplacement",
    "Tier",
    "VideoDeleteObjectsPayload",
    "VideoDeleteObjectsResult",
    "VideoFields",
    "VideoJobMessage",
    "VideoJobMessageAction",
    "VideoJobMessageSchemaVersion",
    "VideoJobMessageType",
    "VideoProgressDocument",
    "VideoRung",
    "VideoStatusDocument",
    "VideoTranscodePayload",
    "VideoTranscodeResult",
]
