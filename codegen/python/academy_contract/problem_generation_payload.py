# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class ProblemGenerationPayload(BaseModel):
  subject: str = Field(description='''Subject, for example mathematics.''')
  grade: int = Field(description='''School grade.''')
  count: int = Field(description='''How many.''')
