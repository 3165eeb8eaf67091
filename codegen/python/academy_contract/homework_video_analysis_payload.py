# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class HomeworkVideoAnalysisPayload(BaseModel):
  object_key: str = Field(description='''Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.''')
  frame_stride: Optional[int] = Field(description='''Every how many frames one is looked at.''', default=None)
  max_pages: Optional[int] = Field(description='''Pages to find at most.''', default=None)
