# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .export_filters import ExportFilters
class StaffExcelExportPayload(BaseModel):
  filters: ExportFilters = Field(description='''Which rows to export; an absent filter lets all through.''')
