import { type ChannelName, channels, fleets } from '@academy/sdk/contract'
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { Plan } from '../plan/planned.ts'
import { type Entry, HistoryReader } from '../recorder/history.ts'
import type { World } from '../world/world.ts'
import { type DeleteSeen, deletesOnTheWire } from './deletes-on-the-wire.ts'

/** A row of `jobs` at the end. */
export interface JobEnd {
  readonly job: string
  readonly status: string
  readonly attempt: number
  readonly crashes: number
  readonly fence: number
  readonly maxAttempts: number
  readonly errorCode: string | null
}

/** A row that a handler wrote under its fence. */
export interface FencedRow {
  readonly job: string
  readonly fence: number
  readonly kind: string
  readonly pid: number
  /** The job's fence in the instant of the commit. */
  readonly fenceAtCommit: number
}

export interface UnfencedRow {
  readonly job: string
  readonly fence: number
  readonly pid: number
}

/** One state of a job row; `at` is milliseconds since 1970. */
export interface StateRow {
  readonly at: number
  readonly job: string
  readonly status: string
  readonly fence: number
  readonly attempt: number
  readonly crashes: number
  readonly lockedBy: string | null
}

/** Everything that the judge may look at: the recorder, the tables, the queues. Never a worker's own word. */
export interface Evidence {
  readonly plan: Plan
  readonly entries: readonly Entry[]
  readonly jobs: readonly JobEnd[]
  /** Job ids, one for each result row. */
  readonly results: readonly string[]
  readonly fenced: readonly FencedRow[]
  readonly unfenced: readonly UnfencedRow[]
  readonly states: readonly StateRow[]
  /** Bodies of what lies in the dead-letter queues. */
  readonly deadLetters: readonly string[]
  /** Deletes of jobs' messages, as they crossed the wire. */
  readonly deletes: readonly DeleteSeen[]
}

/** Reads the evidence once everything stands still. */
export async function collectEvidence(world: World, plan: Plan): Promise<Evidence> {
  const { admin } = world
  const rows = async <T>(sql: string) => (await admin.query(sql)).rows as T[]
  const reader = new HistoryReader(world.files.historyFile)
  const entries = reader.read().sort((a, b) => a.at - b.at)
  reader.close()
  const deletes = deletesOnTheWire(world.stack.sqs.front.log()) // before the dead-letter queues are emptied
  return {
    plan,
    entries,
    jobs: await rows<JobEnd>(
      `SELECT job_id AS job, status, attempt, crashes, fence::float8, max_attempts AS "maxAttempts", error_code AS "errorCode" FROM jobs`,
    ),
    results: (await rows<{ job: string }>('SELECT job_id AS job FROM job_results')).map(({ job }) => job),
    fenced: await rows<FencedRow>(
      'SELECT job_id AS job, fence::float8, kind, pid, fence_at_commit::float8 AS "fenceAtCommit" FROM chaos_fenced',
    ),
    unfenced: await rows<UnfencedRow>('SELECT job_id AS job, fence::float8, pid FROM chaos_unfenced'),
    states: await rows<StateRow>(
      `SELECT (extract(epoch FROM at) * 1000)::float8 AS at, job_id AS job, status, fence::float8, attempt, crashes,
         locked_by AS "lockedBy" FROM chaos_states ORDER BY id`,
    ),
    deadLetters: await readDeadLetters(world),
    deletes,
  }
}

/** Empties the dead-letter queues of both fleets. */
async function readDeadLetters({ sqs, queues }: World): Promise<string[]> {
  const bodies: string[] = []
  for (const channel of [...fleets.ai.channels, ...fleets.messaging.channels] as ChannelName[]) {
    const QueueUrl = await queues.url(channels[channel].dlqName)
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      if (Messages.length === 0) break
      for (const { Body, ReceiptHandle } of Messages) {
        bodies.push(Body ?? '')
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
      }
    }
  }
  return bodies
}
