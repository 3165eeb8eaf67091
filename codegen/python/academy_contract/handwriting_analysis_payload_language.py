# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class HandwritingAnalysisPayloadLanguage(Enum):
  KO = "ko"
  EN = "en"
