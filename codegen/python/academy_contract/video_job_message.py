# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .video_job_message_schema_version import VideoJobMessageSchemaVersion
from .video_job_message_type import VideoJobMessageType
from .video_job_message_action import VideoJobMessageAction
class VideoJobMessage(BaseModel):
  schema_version: VideoJobMessageSchemaVersion = Field(description='''Version of the message. A receiver postpones a newer one.''')
  message_id: str = Field(description='''A UUID in lower case.''')
  type: VideoJobMessageType = Field()
  tenant_id: str = Field(description='''The tenant that owns the document. Always present, always from a verified source.''')
  job_id: str = Field(description='''A UUID in lower case.''')
  created_at: str = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''')
  correlation_id: str = Field(description='''Joins everything that one request caused, across API, queue and worker.''')
  traceparent: Optional[str] = Field(description='''W3C trace context.''', default=None)
  attempt: int = Field(description='''Attempt the sender expects next. Informative: the row counts.''')
  video_id: int = Field(description='''Number of the video.''')
  file_key: str = Field(description='''Key of an uploaded video, under the tenant's own prefix.''')
  action: VideoJobMessageAction = Field(description='''What to do with the video.''')
  hls_prefix: Optional[str] = Field(description='''Prefix of the published video, under the tenant's own prefix; ends with a slash.''', default=None)
