# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .question_region import QuestionRegion
class QuestionSegmentationResult(BaseModel):
  questions: List[QuestionRegion] = Field(description='''In reading order.''')
