// Generated from the examples in asyncapi.yaml and schemas/ by `pnpm codegen`. Do not edit.

import type { WireDocuments } from './types.ts'

/** A valid document: every sender may write it, every receiver must read it. */
export interface GoldenVector<Document> {
  readonly name: string
  readonly value: Document
}

export const goldenVectors = {
  aiJobMessage: [
    {
      name: 'excel_parsing',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0101',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0201',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-01',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        attempt: 1,
        job_type: 'excel_parsing',
        tier: 'lite',
        payload: {
          object_key: 'excel/haneul-academy/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx',
          kind: 'students',
          password_mode: 'fixed',
        },
        source_domain: 'roster',
        source_id: '2026-spring',
      },
    },
    {
      name: 'ocr',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0102',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0202',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-02',
        attempt: 1,
        job_type: 'ocr',
        tier: 'lite',
        payload: { object_key: 'tenants/haneul-academy/uploads/page-1.png', engine: 'auto' },
      },
    },
    {
      name: 'omr_grading',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0103',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0203',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-03',
        attempt: 1,
        job_type: 'omr_grading',
        tier: 'basic',
        payload: {
          object_key: 'tenants/haneul-academy/uploads/page-1.png',
          mode: 'scan',
          question_count: 20,
          template: 'standard-20',
        },
      },
    },
    {
      name: 'homework_video_analysis',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0104',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0204',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-04',
        attempt: 1,
        job_type: 'homework_video_analysis',
        tier: 'basic',
        payload: {
          object_key: 'tenants/haneul-academy/uploads/homework.mp4',
          frame_stride: 10,
          max_pages: 10,
        },
      },
    },
    {
      name: 'attendance_excel_export',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0105',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0205',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-05',
        attempt: 1,
        job_type: 'attendance_excel_export',
        tier: 'basic',
        payload: { filters: {} },
      },
    },
    {
      name: 'staff_excel_export',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0106',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0206',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-06',
        attempt: 1,
        job_type: 'staff_excel_export',
        tier: 'basic',
        payload: { filters: {} },
      },
    },
    {
      name: 'question_segmentation',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0107',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0207',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-07',
        attempt: 1,
        job_type: 'question_segmentation',
        tier: 'premium',
        payload: { object_key: 'tenants/haneul-academy/uploads/page-1.png' },
      },
    },
    {
      name: 'handwriting_analysis',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0108',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0208',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-08',
        attempt: 1,
        job_type: 'handwriting_analysis',
        tier: 'premium',
        payload: { object_key: 'tenants/haneul-academy/uploads/page-1.png', language: 'ko' },
      },
    },
    {
      name: 'embedding',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0109',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0209',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-09',
        attempt: 1,
        job_type: 'embedding',
        tier: 'premium',
        payload: { texts: ['이차방정식의 풀이'] },
      },
    },
    {
      name: 'problem_generation',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b010a',
        type: 'ai.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b020a',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-0a',
        attempt: 1,
        job_type: 'problem_generation',
        tier: 'premium',
        payload: { subject: 'mathematics', grade: 2, count: 5 },
      },
    },
  ],
  videoJobMessage: [
    {
      name: 'transcode',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b010b',
        type: 'video.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b020b',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-0b',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        attempt: 1,
        video_id: 41,
        file_key: 'tenants/haneul-academy/video/raw/12/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a71.mp4',
        hls_prefix: 'tenants/haneul-academy/video/hls/41/',
        action: 'transcode',
      },
    },
    {
      name: 'transcode_without_prefix',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b010c',
        type: 'video.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b020c',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-0c',
        attempt: 1,
        video_id: 41,
        file_key: 'tenants/haneul-academy/video/raw/12/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a71.mp4',
        action: 'transcode',
      },
    },
    {
      name: 'delete_objects',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b010d',
        type: 'video.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b020d',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-0d',
        attempt: 1,
        video_id: 41,
        file_key: 'tenants/haneul-academy/video/raw/12/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a71.mp4',
        hls_prefix: 'tenants/haneul-academy/video/hls/41/',
        action: 'delete_objects',
      },
    },
  ],
  messagingJobMessage: [
    {
      name: 'sms',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b010e',
        type: 'messaging.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b020e',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-0e',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        attempt: 1,
        notification_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a80',
        channel: 'sms',
        to: '01012345678',
        text: '[하늘학원] 김하늘 학생이 등원했습니다.',
        sender: '0212345678',
        business_idempotency_key: 'attendance:2026-03-02:student:77',
        origin_type: 'attendance',
        origin_id: '77',
      },
    },
    {
      name: 'lms',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b010f',
        type: 'messaging.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b020f',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-0f',
        attempt: 1,
        notification_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a81',
        channel: 'lms',
        to: '01023456789',
        text: '[하늘학원] 3월 학부모 설명회를 3월 14일 오후 7시에 본관 2층 대강의실에서 엽니다. 참석하실 분은 회신해 주세요.',
        business_idempotency_key: 'briefing:2026-03:parent:12',
      },
    },
    {
      name: 'alimtalk',
      value: {
        schema_version: '1',
        message_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0110',
        type: 'messaging.job',
        tenant_id: 'haneul-academy',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0210',
        created_at: '2026-03-02T09:00:00.000+09:00',
        correlation_id: 'req-10',
        attempt: 1,
        notification_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a82',
        channel: 'alimtalk',
        to: '01034567890',
        text: '김하늘 학생의 3월 성적표가 나왔습니다.',
        template_id: 'report-card-1',
        replacements: [{ key: '#{name}', value: '김하늘' }],
        business_idempotency_key: 'report:2026-03:student:77',
        reservation_id: 'r-2026-03-77',
        origin_type: 'report',
        origin_id: '77',
      },
    },
  ],
  attendanceExcelExportPayload: [{ name: 'example 1', value: { filters: {} } }],
  embeddingPayload: [{ name: 'example 1', value: { texts: ['이차방정식의 풀이'] } }],
  excelParsingPayload: [
    {
      name: 'example 1',
      value: {
        object_key: 'excel/haneul-academy/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx',
        kind: 'students',
        password_mode: 'fixed',
      },
    },
  ],
  handwritingAnalysisPayload: [
    {
      name: 'example 1',
      value: { object_key: 'tenants/haneul-academy/uploads/page-1.png', language: 'ko' },
    },
  ],
  homeworkVideoAnalysisPayload: [
    {
      name: 'example 1',
      value: {
        object_key: 'tenants/haneul-academy/uploads/homework.mp4',
        frame_stride: 10,
        max_pages: 10,
      },
    },
  ],
  messageSendPayload: [
    {
      name: 'example 1',
      value: {
        notification_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a80',
        channel: 'sms',
        to: '01012345678',
        text: '[하늘학원] 김하늘 학생이 등원했습니다.',
        sender: '0212345678',
        business_idempotency_key: 'attendance:2026-03-02:student:77',
        origin_type: 'attendance',
        origin_id: '77',
      },
    },
  ],
  ocrPayload: [
    {
      name: 'example 1',
      value: { object_key: 'tenants/haneul-academy/uploads/page-1.png', engine: 'auto' },
    },
  ],
  omrGradingPayload: [
    {
      name: 'example 1',
      value: {
        object_key: 'tenants/haneul-academy/uploads/page-1.png',
        mode: 'scan',
        question_count: 20,
        template: 'standard-20',
      },
    },
  ],
  problemGenerationPayload: [{ name: 'example 1', value: { subject: 'mathematics', grade: 2, count: 5 } }],
  questionSegmentationPayload: [
    { name: 'example 1', value: { object_key: 'tenants/haneul-academy/uploads/page-1.png' } },
  ],
  staffExcelExportPayload: [{ name: 'example 1', value: { filters: {} } }],
  videoDeleteObjectsPayload: [
    {
      name: 'example 1',
      value: {
        video_id: 41,
        file_key: 'tenants/haneul-academy/video/raw/12/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a71.mp4',
        hls_prefix: 'tenants/haneul-academy/video/hls/41/',
      },
    },
  ],
  videoTranscodePayload: [
    {
      name: 'example 1',
      value: {
        video_id: 41,
        file_key: 'tenants/haneul-academy/video/raw/12/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a71.mp4',
        hls_prefix: 'tenants/haneul-academy/video/hls/41/',
      },
    },
  ],
  problem: [
    {
      name: 'example 1',
      value: {
        type: 'urn:academy:problem:tier_too_low',
        title: 'The tenant\'s plan does not include this job type',
        status: 403,
        code: 'tier_too_low',
        detail: 'embedding needs the premium plan.',
        correlation_id: 'req-7f3a',
        retryable: false,
      },
    },
  ],
  jobProgressDocument: [
    {
      name: 'example 1',
      value: {
        done: 500,
        total: 2000,
        per_second: 410.5,
        step: 'enrolling',
        step_index: 3,
        step_total: 4,
        step_name: '등록 중',
        step_percent: 25,
        percent: 53.8,
        remaining_seconds: 3.7,
        attempt: 1,
        fence: 1,
        seq: 12,
        updated_at: '2026-03-02T00:00:03.000Z',
      },
    },
  ],
  jobStatusDocument: [
    {
      name: 'example 1',
      value: {
        status: 'PENDING',
        job_type: 'excel_parsing',
        attempt: 0,
        fence: 0,
        updated_at: '2026-03-02T00:00:00.000Z',
      },
    },
    {
      name: 'example 2',
      value: {
        status: 'FAILED',
        job_type: 'excel_parsing',
        error_code: 'parent_phone_column_missing',
        error_message: 'No column with parent phones was found.',
        attempt: 1,
        fence: 1,
        updated_at: '2026-03-02T00:00:05.000Z',
      },
    },
  ],
  videoProgressDocument: [
    {
      name: 'example 1',
      value: {
        step: 'transcoding',
        step_index: 4,
        step_total: 8,
        step_name: '변환 중',
        step_percent: 40,
        percent: 64,
        attempt: 1,
        fence: 1,
        seq: 30,
        updated_at: '2026-03-02T00:10:00.000Z',
      },
    },
  ],
  videoStatusDocument: [
    {
      name: 'example 1',
      value: {
        status: 'RUNNING',
        job_type: 'video_transcode',
        job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a69',
        attempt: 1,
        fence: 1,
        updated_at: '2026-03-02T00:00:00.000Z',
      },
    },
  ],
  attendanceExcelExportResult: [
    {
      name: 'example 1',
      value: {
        object_key: 'tenants/haneul-academy/exports/attendance.xlsx',
        filename: 'attendance.xlsx',
      },
    },
  ],
  embeddingResult: [{ name: 'example 1', value: { dimensions: 3, vectors: [[0.1, -0.2, 0.3]] } }],
  excelParsingResult: [
    {
      name: 'example 1',
      value: {
        total: 3,
        created: 1,
        restored: 0,
        duplicates: 1,
        failed: [
          {
            row: 4,
            name: '김하늘',
            code: 'parent_phone_invalid',
            message: 'The parent phone must be 010 and eight digits.',
          },
        ],
        processed_by: 'worker',
      },
    },
  ],
  handwritingAnalysisResult: [{ name: 'example 1', value: { text: '3x + 2 = 8', confidence: 0.81 } }],
  homeworkVideoAnalysisResult: [
    {
      name: 'example 1',
      value: {
        pages: [{ page: 1, at_seconds: 2.5, object_key: 'tenants/haneul-academy/uploads/page-1.png' }],
      },
    },
  ],
  messageSendResult: [
    {
      name: 'example 1',
      value: {
        provider_message_id: 'M4V20260302090000ABCDEF',
        channel: 'sms',
        sent_as: 'sms',
        accepted_at: '2026-03-02T00:00:01.000Z',
      },
    },
  ],
  ocrResult: [{ name: 'example 1', value: { text: '안녕하세요', confidence: 0.93 } }],
  omrGradingResult: [
    {
      name: 'example 1',
      value: { identifier: '01234567', answers: [{ question: 1, marked: [3] }], aligned: true },
    },
  ],
  problemGenerationResult: [{ name: 'example 1', value: { problems: [{ question: '2 + 3 = ?', answer: '5' }] } }],
  questionSegmentationResult: [
    {
      name: 'example 1',
      value: { questions: [{ question: 1, x: 40, y: 60, width: 500, height: 200 }] },
    },
  ],
  staffExcelExportResult: [
    {
      name: 'example 1',
      value: { object_key: 'tenants/haneul-academy/exports/staff.xlsx', filename: 'staff.xlsx' },
    },
  ],
  videoDeleteObjectsResult: [{ name: 'example 1', value: { deleted_objects: 14 } }],
  videoTranscodeResult: [
    {
      name: 'example 1',
      value: {
        duration_seconds: 10.01,
        hls_key: 'tenants/haneul-academy/video/hls/41/master.m3u8',
        thumbnail_key: 'tenants/haneul-academy/video/hls/41/thumbnail.jpg',
        rungs: [{ name: 'v1', width: 640, height: 360, video_kbps: 800, audio_kbps: 96, segments: 3 }],
      },
    },
  ],
} satisfies { [Name in keyof WireDocuments]?: GoldenVector<WireDocuments[Name]>[] }
