# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import List, Dict, Optional
from pydantic import BaseModel, Field
from .row_failure import RowFailure
from .excel_parsing_result_processed_by import ExcelParsingResultProcessedBy
from .row_outcomes import RowOutcomes
from .first_logins import FirstLogins
class ExcelParsingResult(BaseModel):
  total: int = Field(description='''Rows that were read, without skipped ones.''')
  created: int = Field(description='''Students that are new.''')
  restored: int = Field(description='''Deleted students that are back.''')
  duplicates: int = Field(description='''Rows whose student was already there, untouched.''')
  failed: List[RowFailure] = Field(description='''Rows that were not imported.''')
  processed_by: ExcelParsingResultProcessedBy = Field()
  rows: Optional[RowOutcomes] = Field(description='''Which rows had which outcome, as Excel row numbers and ranges such as 2-101,103; empty when there are none.''', default=None)
  failed_rows_key: Optional[str] = Field(description='''Key of the workbook with the rows that failed, under the tenant's own prefix.''', default=None)
  first_logins: Optional[FirstLogins] = Field(description='''Accounts with a one-time first password, present with the password mode random: the academy's owner can download their file until the passwords expire.''', default=None)
  dry_run: Optional[bool] = Field(description='''True when nothing was written: the counts say what would happen.''', default=None)
