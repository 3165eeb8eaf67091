# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class ExcelParsingPayloadPasswordMode(Enum):
  FIXED = "fixed"
  PHONE_LAST4 = "phone_last4"
  RANDOM = "random"
