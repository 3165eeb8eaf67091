import { type Entry, HistoryReader } from '../recorder/history.ts'
import type { World } from '../world/world.ts'
import type { RedisWrite } from './redis-watch.ts'
import type { WriteKind } from './zombie-writes.ts'

/** A committed write: by whom, and the job's fence in the instant of the commit. */
export interface CommittedWrite {
  readonly job: string
  readonly kind: WriteKind
  readonly fence: number
  readonly fenceAtCommit: number
}

/** A worker that was declared dead, and the name of the connection that did it. */
export interface Death {
  readonly at: number
  readonly worker: string
  readonly declaredBy: string
}

/** Everything that the judge of zombies may look at. */
export interface ZombieEvidence {
  readonly entries: readonly Entry[]
  readonly writes: readonly CommittedWrite[]
  /** Documents that Redis accepted, in their order. */
  readonly redis: readonly RedisWrite[]
  readonly deaths: readonly Death[]
  /** Jobs whose creator was told of them. */
  readonly created: readonly string[]
  readonly ends: readonly { readonly job: string; readonly status: string; readonly results: number }[]
}

/** Reads the evidence once everything stands still. */
export async function zombieEvidence(
  { admin, files }: World,
  redis: readonly RedisWrite[],
  created: readonly string[],
): Promise<ZombieEvidence> {
  const rows = async <T>(sql: string) => (await admin.query(sql)).rows as T[]
  const reader = new HistoryReader(files.historyFile)
  const entries = reader.read().sort((a, b) => a.at - b.at)
  reader.close()
  return {
    ...{ entries, redis: [...redis], created },
    writes: await rows<CommittedWrite>(
      `SELECT job_id AS job, kind, fence::float8, fence_at_commit::float8 AS "fenceAtCommit" FROM zombie_marks
       UNION ALL SELECT job_id, 'user_table', fence::float8, fence_at_commit::float8 FROM chaos_fenced`,
    ),
    deaths: await rows<Death>(
      `SELECT (extract(epoch FROM at) * 1000)::float8 AS at, name AS worker, declared_by AS "declaredBy" FROM zombie_deaths`,
    ),
    ends: await rows<ZombieEvidence['ends'][number]>(
      `SELECT job_id AS job, status, (SELECT count(*)::int FROM job_results r WHERE r.job_id = j.job_id) AS results FROM jobs j`,
    ),
  }
}
