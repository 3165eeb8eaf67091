# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .error_code import ErrorCode
from .problem_field import ProblemField
class Problem(BaseModel):
  type: str = Field(description='''Identifies the kind of problem: urn:academy:problem: and the code.''')
  title: str = Field(description='''What kind of problem it is.''')
  status: int = Field(description='''HTTP status.''')
  code: ErrorCode = Field(description='''Every error code of both contracts. Codes are never reused. http_status null: the code stands in jobs, rows and logs only.''')
  detail: str = Field(description='''What happened this time, for people.''')
  correlation_id: str = Field(description='''Joins everything that one request caused, across API, queue and worker.''')
  retryable: bool = Field(description='''Whether the same request may succeed later.''')
  detail_url: Optional[str] = Field(description='''Path of the endpoint that answers for good, where this one cannot.''', default=None)
  errors: Optional[List[ProblemField]] = Field(description='''What is wrong with the request, one entry a field.''', default=None)
