/** Frameworks and drivers: what domain and application code must never name (check 6). */
export const frameworks: readonly RegExp[] = [
  /^fastify$/,
  /^@fastify\//,
  /^pg(-.+)?$/,
  /^postgres$/,
  /^ioredis$/,
  /^redis$/,
  /^@aws-sdk\//,
  /^@smithy\//,
  /^exceljs$/,
  /^fluent-ffmpeg$/,
  /^@ffmpeg-installer\//,
  /^sharp$/,
  /^tesseract\.js$/,
  /^jose$/,
  /^yauzl$/,
  /^pino$/,
  /^sqs-consumer$/,
  /^(node:)?(http|https|net|tls|dgram|child_process|worker_threads|cluster|fs|fs\/promises)$/,
]

/** Drivers of the database: what only adapters may import, types included (check 7). */
export const databaseDrivers: readonly RegExp[] = [
  /^pg(-.+)?$/,
  /^postgres$/,
  /^ioredis$/,
  /^redis$/,
  /^knex$/,
  /^kysely$/,
]

/** Parts of the SDK that reach the database: only adapters import their values (check 7). */
export const databaseParts: readonly RegExp[] = [/^@academy\/sdk\/(database|lease|jobs|outbox|bulk)$/]

/** SQL as text: a statement at the beginning of a literal, whatever its case, quotes and line breaks (check 7). */
export const sqlText: readonly RegExp[] = [
  /['"`]\s*(?:WITH\s+\w+\s+AS\s*\(|SELECT\s+(?:[\w.*"$,\s():]+?\s+FROM\s|\w+\s*\(|\d)|INSERT\s+INTO\s|UPDATE\s+\w+\s+(?:\w+\s+)?SET\s|DELETE\s+FROM\s)/i,
  /['"`]\s*(?:COPY\s+\w+\s*(?:\(|FROM\s+STDIN)|TRUNCATE\s+\w|CREATE\s+(?:TEMP|TABLE|INDEX|UNIQUE\s+INDEX)\b|SET\s+LOCAL\b)/i,
]

/** What changes a job's state: the old system's names and the SDK's real ones (check 5). */
export const transitions: readonly RegExp[] = [
  /\b(mark_processing|complete_job|fail_job|markProcessing|markRunning)\b/,
  /\b(completeJob|failJob|retryJobLater|buryClaimedJob|buryWaitingJob|releaseJob|recordCrash|claimJobs|renewLeases|freeSlot)\b/,
  /\bacademy_(claim|take|take_back|reap|beat|worker_start)\b/,
  /\bUPDATE\s+jobs\b/i,
  /\bINSERT\s+INTO\s+job_results\b/i,
  /@academy\/sdk\/lease\b/,
]

/** The switch of the old system (check 4). */
export const legacySwitch = /USE_LEGACY_AI_WORKER/
