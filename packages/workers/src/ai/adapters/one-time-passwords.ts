import { rosterFiles } from '@academy/sdk/contract'
import { type FirstLogin, hashOneTimeSecret, newOneTimeSecret, type SecretKeys, sealLogins } from '@academy/sdk/secrets'
import type { ClaimedJob } from '@academy/sdk/worker'
import type { FirstPasswords, NewAccount, Tx } from '../application/ports.ts'

type Job = Pick<ClaimedJob, 'jobId' | 'tenantId'>

/**
 * One-time first passwords (`password_mode` random): an own secret for every account, stored as a keyed hash that
 * expires. The secrets of a chunk are sealed and written by the transaction that makes its accounts: a chunk that is
 * rolled back takes them with it, a committed one keeps them through any kill. They exist in clear in this process,
 * while their chunk is written, and nowhere else.
 */
export function oneTimePasswords(keys: SecretKeys, job: Job): FirstPasswords {
  return {
    prepare: async () => {},
    forChunk: () => {
      const expiresAt = new Date(Date.now() + rosterFiles.firstLogins.validSeconds * 1000)
      const logins: FirstLogin[] = []
      const hash = (account: NewAccount) => {
        const secret = newOneTimeSecret()
        const { row, role, login, name } = account
        logins.push({ row, role, login, name, secret })
        return hashOneTimeSecret(keys, secret)
      }
      return { expiresAt, hash, keep: (tx, lastRow) => keep(tx, keys, job, { lastRow, logins, expiresAt }) }
    },
    handOver: (tx) => handOver(tx, job),
  }
}

interface Part {
  readonly lastRow: number
  readonly logins: readonly FirstLogin[]
  readonly expiresAt: Date
}

async function keep(tx: Tx, keys: SecretKeys, job: Job, { lastRow, logins, expiresAt }: Part): Promise<void> {
  if (logins.length === 0) return
  const sealed = sealLogins(keys, job, logins)
  // What has expired goes with the next import that keeps something; before, it opens nothing any more.
  await tx.query(
    `WITH expired AS (DELETE FROM first_logins WHERE expires_at <= now())
     INSERT INTO first_logins (job_id, tenant_id, last_row, accounts, sealed, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [job.jobId, job.tenantId, lastRow, logins.length, sealed, expiresAt],
  )
}

async function handOver(tx: Tx, { jobId, tenantId }: Job) {
  const { rows } = await tx.query<{ accounts: number; expires_at: Date | null }>(
    `SELECT coalesce(sum(accounts), 0)::int AS accounts, min(expires_at) AS expires_at
     FROM first_logins WHERE job_id = $1 AND tenant_id = $2`,
    [jobId, tenantId],
  )
  const [found] = rows
  return found?.expires_at ? { accounts: found.accounts, expires_at: found.expires_at.toISOString() } : undefined
}
