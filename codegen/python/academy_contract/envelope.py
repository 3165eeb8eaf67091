# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .envelope_schema_version import EnvelopeSchemaVersion
class Envelope(BaseModel):
  schema_version: EnvelopeSchemaVersion = Field(description='''Version of the message. A receiver postpones a newer one.''')
  message_id: str = Field(description='''A UUID in lower case.''')
  type: str = Field(description='''Which message this is.''')
  tenant_id: str = Field(description='''The tenant that owns the document. Always present, always from a verified source.''')
  job_id: str = Field(description='''A UUID in lower case.''')
  created_at: str = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''')
  correlation_id: str = Field(description='''Joins everything that one request caused, across API, queue and worker.''')
  traceparent: Optional[str] = Field(description='''W3C trace context.''', default=None)
  attempt: int = Field(description='''Attempt the sender expects next. Informative: the row counts.''')
