# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field

class EmbeddingPayload(BaseModel):
  texts: List[str] = Field(description='''One vector is made of each.''')
