# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field

class OmrAnswer(BaseModel):
  question: int = Field(description='''Number of the question, from 1.''')
  marked: List[int] = Field(description='''Marked choices, in order.''')
