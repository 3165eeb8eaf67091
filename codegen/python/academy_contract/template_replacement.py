# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class TemplateReplacement(BaseModel):
  key: str = Field(description='''Name of the placeholder, as the template spells it.''')
  value: str = Field(description='''Text to put there.''')
