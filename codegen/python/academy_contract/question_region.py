# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class QuestionRegion(BaseModel):
  question: int = Field(description='''Number of the question, from 1.''')
  x: int = Field(description='''Left edge.''')
  y: int = Field(description='''Top edge.''')
  width: int = Field(description='''Width.''')
  height: int = Field(description='''Height.''')
