# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class ProblemField(BaseModel):
  field: str = Field(description='''Name of the field, for people; empty for the whole body.''')
  pointer: str = Field(description='''JSON pointer into the request body; into path, query or header for a parameter.''')
  contract: Optional[str] = Field(description='''The rule that is broken, as file and JSON pointer into the contract.''', default=None)
  message: str = Field(description='''What is wrong with it.''')
