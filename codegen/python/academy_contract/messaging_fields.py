# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .messaging_fields_channel import MessagingFieldsChannel
from .template_replacement import TemplateReplacement
class MessagingFields(BaseModel):
  notification_id: str = Field(description='''A UUID in lower case.''')
  channel: MessagingFieldsChannel = Field(description='''How the notice travels. An sms longer than the limit is sent as lms.''')
  to: str = Field(description='''A phone number, digits only.''')
  text: str = Field(description='''The text. Its length in bytes decides between SMS and LMS.''')
  sender: Optional[str] = Field(description='''A phone number, digits only.''', default=None)
  template_id: Optional[str] = Field(description='''Alimtalk template at the provider.''', default=None)
  replacements: Optional[List[TemplateReplacement]] = Field(description='''Values for the template.''', default=None)
  business_idempotency_key: str = Field(description='''Names the notice itself: the same notice has the same key, whatever message carries it.''')
  reservation_id: Optional[str] = Field(description='''The reservation this notice came from.''', default=None)
  origin_type: Optional[str] = Field(description='''What caused the notice, for example attendance.''', default=None)
  origin_id: Optional[str] = Field(description='''Which one of those.''', default=None)
