# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .video_rung import VideoRung
class VideoTranscodeResult(BaseModel):
  duration_seconds: float = Field(description='''Length of the source.''')
  hls_key: str = Field(description='''Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.''')
  thumbnail_key: str = Field(description='''Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.''')
  rungs: List[VideoRung] = Field(description='''Lowest first.''')
