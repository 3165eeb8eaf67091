# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field

class EmbeddingResult(BaseModel):
  dimensions: int = Field(description='''Length of every vector.''')
  vectors: List[List[float]] = Field(description='''In the order of the texts.''')
