# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class JobStatus(Enum):
  PENDING = "PENDING"
  RUNNING = "RUNNING"
  RETRYING = "RETRYING"
  DONE = "DONE"
  FAILED = "FAILED"
  CANCELLED = "CANCELLED"
  DEAD = "DEAD"
