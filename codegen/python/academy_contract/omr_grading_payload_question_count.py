# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class OmrGradingPayloadQuestionCount(Enum):
  NUMBER_10 = 10
  NUMBER_20 = 20
  NUMBER_30 = 30
