# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class ExcelParsingPayloadKind(Enum):
  STUDENTS = "students"
