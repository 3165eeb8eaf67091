# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field

class VideoDeleteObjectsPayload(BaseModel):
  video_id: int = Field(description='''Number of the video.''')
  file_key: str = Field(description='''Key of an uploaded video, under the tenant's own prefix.''')
  hls_prefix: str = Field(description='''Prefix of the published video, under the tenant's own prefix; ends with a slash.''')
