# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .excel_parsing_payload_kind import ExcelParsingPayloadKind
from .excel_parsing_payload_password_mode import ExcelParsingPayloadPasswordMode
class ExcelParsingPayload(BaseModel):
  object_key: str = Field(description='''Key of an uploaded roster, under the tenant's own prefix.''')
  kind: ExcelParsingPayloadKind = Field(description='''What the rows are.''')
  password_mode: ExcelParsingPayloadPasswordMode = Field(description='''How the first password of new accounts is made.''')
  initial_password_ref: Optional[str] = Field(description='''Name of the configuration entry that holds the first password; the password itself never travels.''', default=None)
  content_sha256: Optional[str] = Field(description='''Digest of the file, in hex, when the API stored it: the same idempotency key with another file is another request.''', default=None)
  dry_run: Optional[bool] = Field(description='''Only tells what the import would do; nothing is written.''', default=None)
  lecture_id: Optional[int] = Field(description='''Lecture to enrol into; refused until enrolment exists.''', default=None)
  session_id: Optional[int] = Field(description='''Session to enrol into; refused until enrolment exists.''', default=None)
