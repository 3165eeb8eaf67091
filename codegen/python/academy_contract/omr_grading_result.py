# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .omr_answer import OmrAnswer
class OmrGradingResult(BaseModel):
  identifier: str = Field(description='''Number that the student marked; empty when unreadable.''')
  answers: List[OmrAnswer] = Field(description='''One entry a question.''')
  aligned: bool = Field(description='''Whether the sheet could be aligned with its layout.''')
