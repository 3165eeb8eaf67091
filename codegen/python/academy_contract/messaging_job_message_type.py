# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class MessagingJobMessageType(Enum):
  MESSAGING_DOT_JOB = "messaging.job"
