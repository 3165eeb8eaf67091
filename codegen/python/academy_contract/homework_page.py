# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class HomeworkPage(BaseModel):
  page: int = Field(description='''Number of the page, from 1.''')
  at_seconds: float = Field(description='''Where in the video it is.''')
  object_key: str = Field(description='''Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.''')
