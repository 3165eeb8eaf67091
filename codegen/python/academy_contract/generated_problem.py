# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class GeneratedProblem(BaseModel):
  question: str = Field(description='''The question.''')
  answer: str = Field(description='''Its answer.''')
  explanation: Optional[str] = Field(description='''The way to the answer.''', default=None)
