import { completeJob } from '@academy/sdk/lease'
import { pool } from './adapters/pool.ts'

export const finish = (job: never) => completeJob(pool, job, {})
