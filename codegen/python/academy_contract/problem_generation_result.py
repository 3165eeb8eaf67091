# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .generated_problem import GeneratedProblem
class ProblemGenerationResult(BaseModel):
  problems: List[GeneratedProblem] = Field(description='''As many as were asked for.''')
