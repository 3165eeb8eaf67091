# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class EnvelopeSchemaVersion(Enum):
  NUMBER_1 = "1"
