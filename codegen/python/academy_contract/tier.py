# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class Tier(Enum):
  LITE = "lite"
  BASIC = "basic"
  PREMIUM = "premium"
