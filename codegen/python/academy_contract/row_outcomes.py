# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class RowOutcomes(BaseModel):
  created: str = Field(description='''Rows whose student is new.''')
  restored: str = Field(description='''Rows whose deleted student is back.''')
  duplicates: str = Field(description='''Rows whose student was already there.''')
