// Generated from openapi.yaml by `pnpm codegen`. Do not edit.

/** One operation of the HTTP contract. A planned one answers 501 operation_not_available. */
export interface Operation {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS'
  /** Path with {parameters} as in the contract. */
  readonly path: string
  readonly status: 'built' | 'planned'
  /** Whether sending it twice does no more than once: as it is, under an idempotency key, or not at all (P-48). */
  readonly repeatable: 'always' | 'with_key' | 'never'
  /** Whether it is open to everybody; all others need a bearer token. */
  readonly public: boolean
  /** Whether its body is a multipart form; absent: JSON, or none. */
  readonly form?: true
  /** The only roles that may call it; absent: every role. */
  readonly roles?: readonly ('owner' | 'teacher' | 'assistant')[]
}

/** One parameter of an operation; a header's name is in lower case. */
export interface OperationParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly type: 'integer' | 'string'
  readonly default?: string | number
}

export const operations = {
  createJob: {
    method: 'POST',
    path: '/api/v1/jobs/',
    status: 'built',
    repeatable: 'with_key',
    public: false,
    roles: ['owner', 'teacher'],
  },
  listJobs: {
    method: 'GET',
    path: '/api/v1/jobs/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  getJob: {
    method: 'GET',
    path: '/api/v1/jobs/{job_id}/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  getJobProgress: {
    method: 'GET',
    path: '/api/v1/jobs/{job_id}/progress/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  cancelJob: {
    method: 'POST',
    path: '/api/v1/jobs/{job_id}/cancel/',
    status: 'built',
    repeatable: 'always',
    public: false,
    roles: ['owner', 'teacher'],
  },
  retryJob: {
    method: 'POST',
    path: '/api/v1/jobs/{job_id}/retry/',
    status: 'built',
    repeatable: 'never',
    public: false,
    roles: ['owner', 'teacher'],
  },
  downloadFailedRows: {
    method: 'GET',
    path: '/api/v1/jobs/{job_id}/failed_rows/',
    status: 'built',
    repeatable: 'always',
    public: false,
    roles: ['owner', 'teacher'],
  },
  downloadFirstLogins: {
    method: 'POST',
    path: '/api/v1/jobs/{job_id}/first_logins/',
    status: 'built',
    repeatable: 'always',
    public: false,
    roles: ['owner'],
  },
  downloadRosterTemplate: {
    method: 'GET',
    path: '/api/v1/students/excel_template/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  bulkCreateStudentsFromExcel: {
    method: 'POST',
    path: '/api/v1/students/bulk_create_from_excel/',
    status: 'built',
    repeatable: 'with_key',
    public: false,
    form: true,
    roles: ['owner', 'teacher'],
  },
  listStudents: {
    method: 'GET',
    path: '/api/v1/students/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  initVideoUpload: {
    method: 'POST',
    path: '/api/v1/media/videos/upload/init/',
    status: 'built',
    repeatable: 'never',
    public: false,
  },
  completeVideoUpload: {
    method: 'POST',
    path: '/api/v1/media/videos/{video_id}/upload/complete/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  getVideo: {
    method: 'GET',
    path: '/api/v1/media/videos/{video_id}/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  deleteVideo: {
    method: 'DELETE',
    path: '/api/v1/media/videos/{video_id}/',
    status: 'planned',
    repeatable: 'always',
    public: false,
    roles: ['owner', 'teacher'],
  },
  getVideoProgress: {
    method: 'GET',
    path: '/api/v1/media/videos/{video_id}/progress/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  retryVideo: {
    method: 'POST',
    path: '/api/v1/media/videos/{video_id}/retry/',
    status: 'built',
    repeatable: 'never',
    public: false,
    roles: ['owner', 'teacher'],
  },
  sendMessage: {
    method: 'POST',
    path: '/api/v1/messaging/send/',
    status: 'built',
    repeatable: 'always',
    public: false,
    roles: ['owner', 'teacher'],
  },
  listMessages: {
    method: 'GET',
    path: '/api/v1/messaging/log/',
    status: 'built',
    repeatable: 'always',
    public: false,
  },
  listScheduledMessages: {
    method: 'GET',
    path: '/api/v1/messaging/scheduled/',
    status: 'planned',
    repeatable: 'always',
    public: false,
  },
  cancelScheduledMessage: {
    method: 'POST',
    path: '/api/v1/messaging/scheduled/{notification_id}/cancel/',
    status: 'planned',
    repeatable: 'always',
    public: false,
    roles: ['owner', 'teacher'],
  },
  getHealth: { method: 'GET', path: '/health', status: 'built', repeatable: 'always', public: true },
  getLiveness: { method: 'GET', path: '/healthz', status: 'built', repeatable: 'always', public: true },
  getReadiness: { method: 'GET', path: '/readyz', status: 'built', repeatable: 'always', public: true },
} as const satisfies Record<string, Operation>

export type OperationId = keyof typeof operations

export const operationParameters: Readonly<Record<OperationId, readonly OperationParameter[]>> = {
  createJob: [
    { name: 'idempotency-key', in: 'header', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
    { name: 'traceparent', in: 'header', type: 'string' },
  ],
  listJobs: [
    { name: 'status', in: 'query', type: 'string' },
    { name: 'job_type', in: 'query', type: 'string' },
    { name: 'limit', in: 'query', type: 'integer', default: 50 },
    { name: 'cursor', in: 'query', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  getJob: [
    { name: 'job_id', in: 'path', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  getJobProgress: [
    { name: 'job_id', in: 'path', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  cancelJob: [
    { name: 'job_id', in: 'path', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  retryJob: [
    { name: 'job_id', in: 'path', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
    { name: 'traceparent', in: 'header', type: 'string' },
  ],
  downloadFailedRows: [
    { name: 'job_id', in: 'path', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  downloadFirstLogins: [
    { name: 'job_id', in: 'path', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  downloadRosterTemplate: [
    { name: 'if-none-match', in: 'header', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  bulkCreateStudentsFromExcel: [
    { name: 'idempotency-key', in: 'header', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
    { name: 'traceparent', in: 'header', type: 'string' },
  ],
  listStudents: [
    { name: 'name', in: 'query', type: 'string' },
    { name: 'grade', in: 'query', type: 'integer' },
    { name: 'limit', in: 'query', type: 'integer', default: 50 },
    { name: 'cursor', in: 'query', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  initVideoUpload: [{ name: 'x-correlation-id', in: 'header', type: 'string' }],
  completeVideoUpload: [
    { name: 'video_id', in: 'path', type: 'integer' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
    { name: 'traceparent', in: 'header', type: 'string' },
  ],
  getVideo: [
    { name: 'video_id', in: 'path', type: 'integer' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  deleteVideo: [
    { name: 'video_id', in: 'path', type: 'integer' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  getVideoProgress: [
    { name: 'video_id', in: 'path', type: 'integer' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  retryVideo: [
    { name: 'video_id', in: 'path', type: 'integer' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
    { name: 'traceparent', in: 'header', type: 'string' },
  ],
  sendMessage: [
    { name: 'x-correlation-id', in: 'header', type: 'string' },
    { name: 'traceparent', in: 'header', type: 'string' },
  ],
  listMessages: [
    { name: 'status', in: 'query', type: 'string' },
    { name: 'limit', in: 'query', type: 'integer', default: 50 },
    { name: 'cursor', in: 'query', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  listScheduledMessages: [
    { name: 'limit', in: 'query', type: 'integer', default: 50 },
    { name: 'cursor', in: 'query', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  cancelScheduledMessage: [
    { name: 'notification_id', in: 'path', type: 'string' },
    { name: 'x-correlation-id', in: 'header', type: 'string' },
  ],
  getHealth: [],
  getLiveness: [],
  getReadiness: [],
}
