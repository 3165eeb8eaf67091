# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Union, Dict, Optional
from pydantic import BaseModel, Field
from .ai_job_message_schema_version import AiJobMessageSchemaVersion
from .ai_job_message_type import AiJobMessageType
from .ai_job_message_job_type import AiJobMessageJobType
from .excel_parsing_payload import ExcelParsingPayload
from .ocr_payload import OcrPayload
from .omr_grading_payload import OmrGradingPayload
from .homework_video_analysis_payload import HomeworkVideoAnalysisPayload
from .attendance_excel_export_payload import AttendanceExcelExportPayload
from .staff_excel_export_payload import StaffExcelExportPayload
from .question_segmentation_payload import QuestionSegmentationPayload
from .handwriting_analysis_payload import HandwritingAnalysisPayload
from .embedding_payload import EmbeddingPayload
from .problem_generation_payload import ProblemGenerationPayload
from .tier import Tier
class AiJobMessage(BaseModel):
  schema_version: AiJobMessageSchemaVersion = Field(description='''Version of the message. A receiver postpones a newer one.''')
  message_id: str = Field(description='''A UUID in lower case.''')
  type: AiJobMessageType = Field()
  tenant_id: str = Field(description='''The tenant that owns the document. Always present, always from a verified source.''')
  job_id: str = Field(description='''A UUID in lower case.''')
  created_at: str = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''')
  correlation_id: str = Field(description='''Joins everything that one request caused, across API, queue and worker.''')
  traceparent: Optional[str] = Field(description='''W3C trace context.''', default=None)
  attempt: int = Field(description='''Attempt the sender expects next. Informative: the row counts.''')
  job_type: AiJobMessageJobType = Field()
  payload: Union[ExcelParsingPayload, OcrPayload, OmrGradingPayload, HomeworkVideoAnalysisPayload, AttendanceExcelExportPayload, StaffExcelExportPayload, QuestionSegmentationPayload, HandwritingAnalysisPayload, EmbeddingPayload, ProblemGenerationPayload] = Field()
  tier: Tier = Field(description='''The tenant's plan, from its row; a request may ask for less, never for more.''')
  source_domain: Optional[str] = Field(description='''Part of the host application that asked, for example roster.''', default=None)
  source_id: Optional[str] = Field(description='''What it asked about.''', default=None)
