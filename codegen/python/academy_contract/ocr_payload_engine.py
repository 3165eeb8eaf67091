# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class OcrPayloadEngine(Enum):
  AUTO = "auto"
  TESSERACT = "tesseract"
