# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class VideoProgressDocument(BaseModel):
  done: Optional[int] = Field(description='''Units finished.''', default=None)
  total: Optional[int] = Field(description='''Units in all.''', default=None)
  per_second: Optional[float] = Field(description='''Units a second.''', default=None)
  step: str = Field(description='''Name of the step, from x-steps of the job type.''')
  step_index: int = Field(description='''Place of the step, from 1.''')
  step_total: int = Field(description='''Number of steps.''')
  step_name: str = Field(description='''Name of the step as shown to people, in Korean.''')
  step_percent: float = Field(description='''Share of the step that is done.''')
  percent: float = Field(description='''Share of the whole job that is done.''')
  remaining_seconds: Optional[float] = Field(description='''Estimate of the time left.''', default=None)
  attempt: int = Field(description='''Attempt of the job, counted at the claim; 0 before the first.''')
  fence: int = Field(description='''Fencing token of the claim that wrote the document. It only grows.''')
  seq: int = Field(description='''Counts the updates of one claim; with the fence it keeps progress monotonic.''')
  updated_at: str = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''')
  job_id: Optional[str] = Field(description='''A UUID in lower case.''', default=None)
  job_created_at: Optional[str] = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''', default=None)
