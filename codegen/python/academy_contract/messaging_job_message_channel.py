# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class MessagingJobMessageChannel(Enum):
  SMS = "sms"
  LMS = "lms"
  ALIMTALK = "alimtalk"
