# Generated from schemas/ by `pnpm codegen`. Do not edit.

from enum import Enum

class JobType(Enum):
  EXCEL_PARSING = "excel_parsing"
  OCR = "ocr"
  OMR_GRADING = "omr_grading"
  HOMEWORK_VIDEO_ANALYSIS = "homework_video_analysis"
  ATTENDANCE_EXCEL_EXPORT = "attendance_excel_export"
  STAFF_EXCEL_EXPORT = "staff_excel_export"
  QUESTION_SEGMENTATION = "question_segmentation"
  HANDWRITING_ANALYSIS = "handwriting_analysis"
  EMBEDDING = "embedding"
  PROBLEM_GENERATION = "problem_generation"
  VIDEO_TRANSCODE = "video_transcode"
  VIDEO_DELETE_OBJECTS = "video_delete_objects"
  MESSAGE_SEND = "message_send"
