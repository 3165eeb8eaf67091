# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class MessagingJobMessageSchemaVersion(Enum):
  NUMBER_1 = "1"
