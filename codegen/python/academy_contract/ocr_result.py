# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class OcrResult(BaseModel):
  text: str = Field(description='''The text.''')
  confidence: float = Field(description='''How sure the engine is.''')
