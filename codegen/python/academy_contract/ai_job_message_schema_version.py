# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class AiJobMessageSchemaVersion(Enum):
  NUMBER_1 = "1"
