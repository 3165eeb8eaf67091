# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .job_status import JobStatus
from .job_type import JobType
from .error_code import ErrorCode
class VideoStatusDocument(BaseModel):
  status: JobStatus = Field(description='''State of a job. DONE, FAILED, CANCELLED and DEAD are terminal.''')
  job_type: Optional[JobType] = Field(description='''What kind of work the job is.''', default=None)
  error_code: Optional[ErrorCode] = Field(description='''Every error code of both contracts. Codes are never reused. http_status null: the code stands in jobs, rows and logs only.''', default=None)
  error_message: Optional[str] = Field(description='''What went wrong, for people.''', default=None)
  result: Optional[dict[str, object]] = Field(description='''The result, when it is small enough for Redis.''', default=None)
  attempt: int = Field(description='''Attempt of the job, counted at the claim; 0 before the first.''')
  fence: int = Field(description='''Fencing token of the claim that wrote the document. It only grows.''')
  updated_at: str = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''')
  job_id: Optional[str] = Field(description='''A UUID in lower case.''', default=None)
  job_created_at: Optional[str] = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''', default=None)
