# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .messaging_job_message_schema_version import MessagingJobMessageSchemaVersion
from .messaging_job_message_type import MessagingJobMessageType
from .messaging_job_message_channel import MessagingJobMessageChannel
from .template_replacement import TemplateReplacement
class MessagingJobMessage(BaseModel):
  schema_version: MessagingJobMessageSchemaVersion = Field(description='''Version of the message. A receiver postpones a newer one.''')
  message_id: str = Field(description='''A UUID in lower case.''')
  type: MessagingJobMessageType = Field()
  tenant_id: str = Field(description='''The tenant that owns the document. Always present, always from a verified source.''')
  job_id: str = Field(description='''A UUID in lower case.''')
  created_at: str = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''')
  correlation_id: str = Field(description='''Joins everything that one request caused, across API, queue and worker.''')
  traceparent: Optional[str] = Field(description='''W3C trace context.''', default=None)
  attempt: int = Field(description='''Attempt the sender expects next. Informative: the row counts.''')
  notification_id: str = Field(description='''A UUID in lower case.''')
  channel: MessagingJobMessageChannel = Field(description='''How the notice travels. An sms longer than the limit is sent as lms.''')
  to: str = Field(description='''A phone number, digits only.''')
  text: str = Field(description='''The text. Its length in bytes decides between SMS and LMS.''')
  sender: Optional[str] = Field(description='''A phone number, digits only.''', default=None)
  template_id: Optional[str] = Field(description='''Alimtalk template at the provider.''', default=None)
  replacements: Optional[List[TemplateReplacement]] = Field(description='''Values for the template.''', default=None)
  business_idempotency_key: str = Field(description='''Names the notice itself: the same notice has the same key, whatever message carries it.''')
  reservation_id: Optional[str] = Field(description='''The reservation this notice came from.''', default=None)
  origin_type: Optional[str] = Field(description='''What caused the notice, for example attendance.''', default=None)
  origin_id: Optional[str] = Field(description='''Which one of those.''', default=None)
