# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class MessagingFieldsChannel(Enum):
  SMS = "sms"
  LMS = "lms"
  ALIMTALK = "alimtalk"
