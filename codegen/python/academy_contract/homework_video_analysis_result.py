# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .homework_page import HomeworkPage
class HomeworkVideoAnalysisResult(BaseModel):
  pages: List[HomeworkPage] = Field(description='''In the order of the video.''')
