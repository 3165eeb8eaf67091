# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .export_filters_role import ExportFiltersRole
class ExportFilters(BaseModel):
  lecture_id: Optional[int] = Field(description='''One lecture.''', default=None)
  session_id: Optional[int] = Field(description='''One session.''', default=None)
  reserved_from: Optional[str] = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''', default=None, alias='''from''')
  until: Optional[str] = Field(description='''RFC 3339 date and time with a zone; any offset is accepted.''', default=None)
  role: Optional[ExportFiltersRole] = Field(description='''One role.''', default=None)
