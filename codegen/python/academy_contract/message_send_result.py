# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .message_send_result_channel import MessageSendResultChannel
from .message_send_result_sent_as import MessageSendResultSentAs
class MessageSendResult(BaseModel):
  provider_message_id: str = Field(description='''The provider's own number for it.''')
  channel: MessageSendResultChannel = Field(description='''Channel that was asked for.''')
  sent_as: MessageSendResultSentAs = Field(description='''What it was sent as.''')
  accepted_at: str = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''')
