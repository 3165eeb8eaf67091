// What a reader has at hand where an example stands, and the example does not declare. Types are the SDK's own, so that
// a change of the SDK reaches the examples.
export {}

type Messages = typeof import('@academy/sdk/messages')
type Channel = import('@academy/sdk/contract').ChannelName
type Progress = import('@academy/sdk/progress').ProgressJob

declare global {
  // The process's own resources.
  const config: import('@academy/sdk/config').AcademyConfig
  const pool: import('@academy/sdk/database').Pool
  const redis: ReturnType<typeof import('@academy/sdk/redis').createRedis>
  const sqs: ReturnType<typeof import('@academy/sdk/queues').createSqsClient>
  const queues: import('@academy/sdk/queues').QueueDirectory
  const academy: import('@academy/sdk/http').AcademyClient
  const resources: Parameters<typeof import('@academy/sdk/dead-letters').redriveLetters>[0]
  const operator: import('@academy/sdk/dead-letters').Operator
  const token: string
  const cloud: { readonly url: string }
  const directories: readonly URL[]

  // A job under way.
  const tenant: import('@academy/sdk/contract').TenantId
  const jobId: string
  const job: Parameters<Messages['buildMessage']>[0] & Progress & { readonly channel: Channel }
  const ctx: import('@academy/sdk/worker').JobContext
  const tx: import('@academy/sdk/database').Transaction
  const result: import('@academy/sdk/contract').ExcelParsingResult
  const rows: readonly import('@academy/sdk/contract').StudentsImportRow[]
  function saveLastChunk(tx: import('@academy/sdk/database').Transaction): Promise<void>
  function send(
    payload: import('@academy/sdk/contract').MessageSendPayload,
    options: { readonly signal: AbortSignal; readonly idempotencyKey: string },
  ): Promise<import('@academy/sdk/contract').MessageSendResult>
  function work(): Promise<void>

  // Messages and objects.
  const SendMessageCommand: typeof import('@aws-sdk/client-sqs').SendMessageCommand
  const body: string
  const receiptHandle: string
  function deleteMessages(handles: readonly string[]): Promise<readonly (Error | undefined)[]>
  function quarantine(reason: string, pointer: string | undefined): Promise<void>
  const key: string
  const file: import('node:stream').Readable
  const limitBytes: number
  const bytes: Uint8Array

  // Somebody else's.
  interface Span {
    end(outcome: string): void
  }
  const spans: Map<string, Span>
  function startSpan(name: string, traceparent: string | null): Span
  function migrate(options: { readonly url: string; readonly directories: readonly URL[] }): Promise<void>
  function afterAll(work: () => Promise<void>): void
}
