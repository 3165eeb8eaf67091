# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class AiJobMessageType(Enum):
  AI_DOT_JOB = "ai.job"
