# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class VideoJobMessageType(Enum):
  VIDEO_DOT_JOB = "video.job"
