# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class VideoDeleteObjectsResult(BaseModel):
  deleted_objects: int = Field(description='''Number of objects.''')
