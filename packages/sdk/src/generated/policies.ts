// Generated from asyncapi.yaml by `pnpm codegen`. Do not edit.

import { type ChannelName, type FleetName, type JobKind, type JobType, jobTypes, type Tier } from './jobs.ts'

/** One queue with its dead-letter queue and the timing of the work it carries. All times in seconds. */
export interface ChannelPolicy {
  readonly channel: ChannelName
  readonly queueName: string
  readonly dlqName: string
  readonly fleet: FleetName
  /** Plan that the queue serves; absent where one queue serves all. */
  readonly tier?: Tier
  /** Share of the polls among the queues of the fleet. */
  readonly weight: number
  readonly visibilityTimeoutSeconds: number
  /** Visibility minus margin. */
  readonly leaseSeconds: number
  readonly marginSeconds: number
  /** Lease and visibility are renewed together this often. */
  readonly renewEverySeconds: number
  /** Visibility of a receive, until the claim is committed. */
  readonly receiveVisibilitySeconds: number
  /** The cap: longest time one attempt may work. */
  readonly maxProcessingSeconds: number
  readonly waitTimeSeconds: number
  readonly retentionSeconds: number
  readonly dlqRetentionSeconds: number
  readonly maxReceiveCount: number
}

/** What the interchangeable worker processes of one fleet share. */
export interface FleetPolicy {
  readonly fleet: FleetName
  readonly kind: JobKind
  /** Jobs that run at once, over all processes. */
  readonly fleetLimit: number
  readonly slotsPerProcess: number
  /** Jobs of one tenant that run at once while another tenant waits. */
  readonly tenantCap: number
  readonly maxAttempts: number
  /** Empty polls after which an instance stops itself; null is never. */
  readonly idleStopEmptyPolls: number | null
  /** An Auto Scaling group of the fleet starts no other instance for one that stops itself (P-39). */
  readonly desiredCapacityMayBeZero: boolean
  readonly beatSeconds: number
  readonly abortAfterSeconds: number
  readonly deadAfterSeconds: number
  /** A killed worker's job starts again within this time. */
  readonly recoveryGoalSeconds: number
  readonly sweepPauseSeconds?: number
  /** V8's semi-space in the child processes of isolated jobs. */
  readonly isolatedSemiSpaceMegabytes?: number
  /** How much their heap may grow before V8 collects it as a whole. */
  readonly isolatedHeapGrowingPercent?: number
  readonly channels: readonly ChannelName[]
}

export const channels: Readonly<Record<ChannelName, ChannelPolicy>> = {
  aiJobsLite: {
    channel: 'aiJobsLite',
    queueName: 'academy-ai-jobs-lite',
    dlqName: 'academy-ai-jobs-lite-dlq',
    fleet: 'ai',
    tier: 'lite',
    weight: 1,
    visibilityTimeoutSeconds: 3600,
    leaseSeconds: 3540,
    marginSeconds: 60,
    renewEverySeconds: 600,
    receiveVisibilitySeconds: 8,
    maxProcessingSeconds: 3600,
    waitTimeSeconds: 20,
    retentionSeconds: 604800,
    dlqRetentionSeconds: 1209600,
    maxReceiveCount: 1000,
  },
  aiJobsBasic: {
    channel: 'aiJobsBasic',
    queueName: 'academy-ai-jobs-basic',
    dlqName: 'academy-ai-jobs-basic-dlq',
    fleet: 'ai',
    tier: 'basic',
    weight: 2,
    visibilityTimeoutSeconds: 3600,
    leaseSeconds: 3540,
    marginSeconds: 60,
    renewEverySeconds: 600,
    receiveVisibilitySeconds: 8,
    maxProcessingSeconds: 3600,
    waitTimeSeconds: 20,
    retentionSeconds: 604800,
    dlqRetentionSeconds: 1209600,
    maxReceiveCount: 1000,
  },
  aiJobsPremium: {
    channel: 'aiJobsPremium',
    queueName: 'academy-ai-jobs-premium',
    dlqName: 'academy-ai-jobs-premium-dlq',
    fleet: 'ai',
    tier: 'premium',
    weight: 3,
    visibilityTimeoutSeconds: 3600,
    leaseSeconds: 3540,
    marginSeconds: 60,
    renewEverySeconds: 600,
    receiveVisibilitySeconds: 8,
    maxProcessingSeconds: 3600,
    waitTimeSeconds: 20,
    retentionSeconds: 604800,
    dlqRetentionSeconds: 1209600,
    maxReceiveCount: 1000,
  },
  videoJobs: {
    channel: 'videoJobs',
    queueName: 'academy-video-jobs',
    dlqName: 'academy-video-jobs-dlq',
    fleet: 'video',
    weight: 1,
    visibilityTimeoutSeconds: 10800,
    leaseSeconds: 10740,
    marginSeconds: 60,
    renewEverySeconds: 1800,
    receiveVisibilitySeconds: 8,
    maxProcessingSeconds: 14400,
    waitTimeSeconds: 20,
    retentionSeconds: 604800,
    dlqRetentionSeconds: 1209600,
    maxReceiveCount: 1000,
  },
  messagingJobs: {
    channel: 'messagingJobs',
    queueName: 'academy-messaging-jobs',
    dlqName: 'academy-messaging-jobs-dlq',
    fleet: 'messaging',
    weight: 1,
    visibilityTimeoutSeconds: 60,
    leaseSeconds: 45,
    marginSeconds: 15,
    renewEverySeconds: 12,
    receiveVisibilitySeconds: 8,
    maxProcessingSeconds: 30,
    waitTimeSeconds: 20,
    retentionSeconds: 604800,
    dlqRetentionSeconds: 1209600,
    maxReceiveCount: 1000,
  },
}

export const fleets: Readonly<Record<FleetName, FleetPolicy>> = {
  ai: {
    fleet: 'ai',
    kind: 'ai',
    fleetLimit: 5,
    slotsPerProcess: 1,
    tenantCap: 2,
    maxAttempts: 3,
    idleStopEmptyPolls: 5,
    desiredCapacityMayBeZero: true,
    beatSeconds: 2,
    abortAfterSeconds: 5,
    deadAfterSeconds: 7,
    recoveryGoalSeconds: 10,
    sweepPauseSeconds: 0.4,
    isolatedSemiSpaceMegabytes: 4,
    isolatedHeapGrowingPercent: 20,
    channels: ['aiJobsLite', 'aiJobsBasic', 'aiJobsPremium'],
  },
  video: {
    fleet: 'video',
    kind: 'video',
    fleetLimit: 3,
    slotsPerProcess: 1,
    tenantCap: 1,
    maxAttempts: 2,
    idleStopEmptyPolls: 5,
    desiredCapacityMayBeZero: true,
    beatSeconds: 5,
    abortAfterSeconds: 35,
    deadAfterSeconds: 45,
    recoveryGoalSeconds: 60,
    channels: ['videoJobs'],
  },
  messaging: {
    fleet: 'messaging',
    kind: 'messaging',
    fleetLimit: 5,
    slotsPerProcess: 5,
    tenantCap: 3,
    maxAttempts: 5,
    idleStopEmptyPolls: null,
    desiredCapacityMayBeZero: false,
    beatSeconds: 2,
    abortAfterSeconds: 5,
    deadAfterSeconds: 7,
    recoveryGoalSeconds: 10,
    channels: ['messagingJobs'],
  },
}

/** One step of a job type: its name on the wire, its Korean name for people, the percents it moves between. */
export interface Step {
  readonly name: string
  readonly ko: string
  readonly percent: readonly [from: number, to: number]
}

export const steps: Readonly<Partial<Record<JobType, readonly Step[]>>> & {
  readonly video_transcode: readonly Step[]
  readonly excel_parsing: readonly Step[]
  readonly message_send: readonly Step[]
} = {
  video_transcode: [
    { name: 'presigning', ko: '원본 확인', percent: [0, 5] },
    { name: 'downloading', ko: '내려받는 중', percent: [5, 15] },
    { name: 'probing', ko: '영상 분석', percent: [15, 25] },
    { name: 'transcoding', ko: '변환 중', percent: [50, 85] },
    { name: 'validating', ko: '결과 확인', percent: [85, 85] },
    { name: 'thumbnail', ko: '썸네일 생성', percent: [85, 90] },
    { name: 'uploading', ko: '올리는 중', percent: [90, 95] },
    { name: 'done', ko: '완료', percent: [95, 100] },
  ],
  excel_parsing: [
    { name: 'downloading', ko: '내려받는 중', percent: [0, 10] },
    { name: 'parsing', ko: '읽는 중', percent: [25, 40] },
    { name: 'enrolling', ko: '등록 중', percent: [40, 95] },
    { name: 'done', ko: '완료', percent: [95, 100] },
  ],
  message_send: [
    { name: 'checking', ko: '확인 중', percent: [0, 10] },
    { name: 'validating', ko: '검증 중', percent: [10, 30] },
    { name: 'sending', ko: '보내는 중', percent: [30, 70] },
    { name: 'done', ko: '완료', percent: [70, 100] },
  ],
}

/** When and how often a job is tried again. */
export const retry = {
  jitter: 'full',
  baseSeconds: 2,
  factor: 2,
  capSeconds: 300,
  maxCrashes: 5,
  maxPostponementsWithoutRow: 3,
  newerSchemaParkedSeconds: 86400,
  shutdownGraceSeconds: 30,
  abortGraceSeconds: 2,
  shutdownAbortGraceSeconds: 0.5,
  pendingGraceSeconds: 10,
  maxSnoozingSeconds: 259200,
  limitPostponeSeconds: 5,
} as const

/** How the relay moves acknowledged work into the queues. */
export const outboxPolicy = {
  relayBatchRows: 100,
  relayIdleSeconds: 1,
  relayAfterSeconds: 2,
  sendSeconds: 10,
  tenantWindowFactor: 2,
} as const

/** How the dead-letter queues are read. */
export const deadLetterPolicy = { holdSeconds: 30, pollSeconds: 1, pageLetters: 100, settlePerSecond: 10 } as const

/** What a worker compares with reality, and how often. */
export const bootGate = { recheckSeconds: 30, connectionBudgetPercent: 80, apiProcesses: 2 } as const

/** Lifetimes and limits of the documents in Redis; null is no limit. */
export const redisPolicy = {
  evictionPolicy: 'volatile-lru',
  leastMemoryBytes: 268435456,
  resultLimitBytes: 10000,
  inProgressTtlSeconds: 21600,
  finishedTtlSeconds: null,
  finishedCostDefenceTtlSeconds: 86400,
  pendingTtlSeconds: 604800,
} as const

/** How often a client asks for progress; null is for ever. */
export const polling = [
  { untilSeconds: 10, everySeconds: 1 },
  { untilSeconds: 60, everySeconds: 2 },
  { untilSeconds: null, everySeconds: 3 },
] as const

/** Limits and lifetimes of stored objects. */
export const objects = {
  sourceKeptSeconds: 259200,
  rosterLimitBytes: 10485760,
  rosterUnpackedLimitBytes: 209715200,
  rosterUnpackedRatioLimit: 200,
  rosterStringsLimitBytes: 67108864,
  rosterDirectoryLimitBytes: 8388608,
  rosterEntriesLimit: 1000,
  rosterContentTypes: [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/octet-stream',
  ],
  multipartThresholdBytes: 8388608,
  multipartPartBytes: 8388608,
  multipartPartsLimit: 1000,
  uploadUrlSeconds: 43200,
  videoLimitBytes: 53687091200,
  videoExtensions: ['mp4', 'mov', 'm4v', 'mkv', 'webm', 'avi'],
} as const

/** How videos are made playable. */
export const video = {
  segmentSeconds: 4,
  gopFrames: 48,
  stallSeconds: 900,
  minimumTimeoutSeconds: 3600,
  timeoutPerSourceSecond: 2,
  durationToleranceSeconds: 0.5,
  diskUsageLimit: 0.8,
  diskVolumeGigabytes: 100,
  diskNeedPerSourceByte: 2,
  cacheControl: {
    playlist: 'no-cache',
    segment: 'public, max-age=31536000, immutable',
    thumbnail: 'public, max-age=86400',
  },
  thumbnailPosition: 0.5,
  thumbnailMinimumSeconds: 10,
  ladder: [
    { name: 'v1', height: 360, videoKbps: 800, audioKbps: 96 },
    { name: 'v2', height: 720, videoKbps: 2500, audioKbps: 128 },
    { name: 'v3', height: 1080, videoKbps: 5000, audioKbps: 160 },
  ],
} as const

/** Limits of what is sent to people. */
export const messaging = {
  smsLimitBytes: 90,
  smsEncoding: 'euc-kr',
  tenantQuotaPerHour: 500,
  providerQuotaPerDay: 900,
} as const

/** Workbooks that people download. */
export const rosterFiles = {
  template: {
    fileName: '학생 일괄등록 양식.xlsx',
    asciiFileName: 'student-roster-template.xlsx',
    keptSeconds: 86400,
    sheet: '학생 명단',
    columns: [
      { field: 'name', header: '이름', width: 14, samples: ['예시학생', '예시학생동생'] },
      {
        field: 'parent_phone',
        header: '학부모 전화번호',
        width: 18,
        samples: ['01000000000', '01000000000'],
      },
      { field: 'student_phone', header: '학생 전화번호', width: 18, samples: ['01000000001', ''] },
      { field: 'school', header: '학교', width: 18, samples: ['하늘고', '하늘중'] },
      { field: 'grade', header: '학년', width: 8, samples: ['2', '1'] },
      { field: 'gender', header: '성별', width: 8, samples: ['여', '남'] },
      { field: 'school_class', header: '반', width: 10, samples: ['3', '1'] },
      { field: 'major', header: '계열', width: 10, samples: ['이과', ''] },
      { field: 'memo', header: '메모', width: 30, samples: ['', ''] },
    ],
  },
  failedRows: { fileName: '등록하지 못한 학생.xlsx', asciiFileName: 'failed-students.xlsx' },
  firstLogins: {
    fileName: '학생 첫 로그인.xlsx',
    asciiFileName: 'first-logins.xlsx',
    validSeconds: 604800,
    entropyBits: 80,
    sheet: '첫 로그인',
    columns: [
      { field: 'row', header: '행', width: 8 },
      { field: 'role', header: '구분', width: 8 },
      { field: 'name', header: '이름', width: 18 },
      { field: 'login', header: '로그인 아이디', width: 30 },
      { field: 'secret', header: '첫 비밀번호 (한 번만 사용)', width: 26 },
      { field: 'expires_at', header: '만료 (한국 시간)', width: 20 },
    ],
  },
} as const

/** What the system promises. */
export const slo = {
  apiAvailabilityPercent: 99.5,
  readP95Seconds: 2,
  writeP95Seconds: 3,
  healthSeconds: 0.3,
  dlqPercent: 1,
} as const

/** The queue that carries a job type for a tenant of the given plan. */
export function channelFor(jobType: JobType, tier: Tier): ChannelName {
  const { fleet } = jobTypes[jobType]
  const names = fleets[fleet].channels
  const name = names.find((candidate) => channels[candidate].tier === tier) ?? names[0]
  if (name === undefined) throw new TypeError(`the fleet ${fleet} has no channel`)
  return name
}
