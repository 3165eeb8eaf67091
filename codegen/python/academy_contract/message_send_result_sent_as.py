# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class MessageSendResultSentAs(Enum):
  SMS = "sms"
  LMS = "lms"
  ALIMTALK = "alimtalk"
