# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class FirstLogins(BaseModel):
  accounts: int = Field(description='''Students and parents that are in the file.''')
  expires_at: str = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''')
