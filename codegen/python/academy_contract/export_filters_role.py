# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class ExportFiltersRole(Enum):
  OWNER = "owner"
  TEACHER = "teacher"
  ASSISTANT = "assistant"
