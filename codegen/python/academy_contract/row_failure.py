# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .error_code import ErrorCode
class RowFailure(BaseModel):
  row: int = Field(description='''Row number as Excel shows it, from 1.''')
  name: str = Field(description='''Name in the row; empty when there is none.''')
  code: ErrorCode = Field(description='''Every error code of both contracts. Codes are never reused. http_status null: the code stands in jobs, rows and logs only.''')
  message: str = Field(description='''What is wrong with it, for people.''')
