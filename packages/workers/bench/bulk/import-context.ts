import { randomUUID } from 'node:crypto'
import { type ExcelParsingResult, tenantId } from '@academy/sdk/contract'
import type { Pool } from '@academy/sdk/database'
import { type Claim, completeJob, fencedTransaction, loadCheckpoint, saveCheckpoint } from '@academy/sdk/lease'
import type { JobContext, JobDone } from '@academy/sdk/worker'
import { pino } from 'pino'
import { createPeopleStore } from '../../src/ai/adapters/people/people-store.ts'
import type { PeopleStore, Tx } from '../../src/ai/application/ports.ts'

export const tenant = tenantId('bench')
export const objectKey = `excel/${tenant}/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx`

/** A job row that this process holds, and the context that a worker would give its handler. */
export async function claimedJob(admin: Pool, worker: Pool): Promise<{ claim: Claim; context: JobContext }> {
  const jobId = randomUUID()
  await admin.query(
    `INSERT INTO jobs (job_id, message_id, tenant_id, kind, job_type, tier, fleet, channel, payload, max_attempts,
       max_processing_seconds, correlation_id, status, locked_by, fence, attempt)
     VALUES ($1, $1, $2, 'ai', 'excel_parsing', 'basic', 'ai', 'aiJobsBasic', '{}', 3, 3600, 'bench', 'RUNNING', 'bench', 1, 1)`,
    [jobId, tenant],
  )
  const claim: Claim = { jobId, tenantId: tenant, fence: 1, fleet: 'ai' }
  const context: JobContext = {
    signal: new AbortController().signal,
    progress: async () => {},
    transaction: (work) => fencedTransaction(worker, claim, work),
    checkpoint: { load: () => loadCheckpoint(worker, claim), save: (tx, value) => saveCheckpoint(tx, claim, value) },
    log: pino({ enabled: false }),
  }
  return { claim, context }
}

/** Commits the last chunk with result and DONE, as the worker does. */
export async function complete(
  worker: Pool,
  claim: Claim,
  done: JobDone<'excel_parsing'>,
): Promise<ExcelParsingResult> {
  await completeJob(worker, claim, done.result, done.commit)
  return done.result
}

/** The people's tables with a count of the statements that reach them, COPY included. */
export function countingPeople(): { readonly people: PeopleStore; readonly statements: () => number } {
  const people = createPeopleStore()
  let sent = 0
  const counted = (tx: Tx): Tx => {
    const client = new Proxy(tx.client, {
      get: (target, name) => {
        if (name === 'query') sent += 1
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const query: Tx['query'] = (text, values) => {
      sent += 1
      return tx.query(text, values)
    }
    return { query, client }
  }
  return {
    people: {
      merge: (tx, ...rest) => people.merge(counted(tx), ...rest),
      decide: (tx, ...rest) => people.decide(counted(tx), ...rest),
      isRace: people.isRace,
    },
    statements: () => sent,
  }
}
