# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class OmrGradingPayloadMode(Enum):
  SCAN = "scan"
  PHOTO = "photo"
  AUTO = "auto"
