# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .omr_grading_payload_mode import OmrGradingPayloadMode
from .omr_grading_payload_question_count import OmrGradingPayloadQuestionCount
class OmrGradingPayload(BaseModel):
  object_key: str = Field(description='''Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.''')
  mode: OmrGradingPayloadMode = Field(description='''Where the picture comes from.''')
  question_count: OmrGradingPayloadQuestionCount = Field(description='''Questions on the sheet.''')
  template: str = Field(description='''Name of the sheet layout.''')
