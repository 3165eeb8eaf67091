# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class VideoRung(BaseModel):
  name: str = Field(description='''Folder of the rung.''')
  width: int = Field(description='''Pixels.''')
  height: int = Field(description='''Pixels.''')
  video_kbps: int = Field(description='''Target rate of the picture.''')
  audio_kbps: int = Field(description='''Target rate of the sound; 0 when the source is silent.''')
  segments: int = Field(description='''Number of segments.''')
