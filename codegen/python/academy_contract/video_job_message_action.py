# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class VideoJobMessageAction(Enum):
  TRANSCODE = "transcode"
  DELETE_OBJECTS = "delete_objects"
