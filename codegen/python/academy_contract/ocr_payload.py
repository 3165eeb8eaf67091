# Generated from schemas/ by `pnpm codegen`. Do not edit.

from __future__ import annotations
from typing import Dict, Optional
from pydantic import BaseModel, Field
from .ocr_payload_engine import OcrPayloadEngine
class OcrPayload(BaseModel):
  object_key: str = Field(description='''Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker.''')
  engine: OcrPayloadEngine = Field(description='''Which engine reads it.''')
