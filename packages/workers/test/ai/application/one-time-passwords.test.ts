import { rosterFiles } from '@academy/sdk/contract'
import { type FirstLogin, openLogins, verifyOneTimeSecret } from '@academy/sdk/secrets'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPasswordMaker } from '../../../src/ai/adapters/first-passwords.ts'
import { createPeopleStore } from '../../../src/ai/adapters/people/people-store.ts'
import type { PeopleStore } from '../../../src/ai/application/ports.ts'
import { ImportJob, oneTimeKeys } from '../support/import-job.ts'
import { countPeople, forgetEverybody } from '../support/people.ts'
import { type PeopleDatabase, peopleDatabase } from '../support/people-database.ts'
import { fullHeader, inventedStudents, rosterFile } from '../support/roster-file.ts'

let database: PeopleDatabase
beforeAll(async () => {
  database = await peopleDatabase()
})
beforeEach(() => forgetEverybody(database))
afterAll(() => database.close())

const random = { password_mode: 'random' } as const
const file = (rows: readonly (readonly (string | number | null)[])[]) =>
  rosterFile([{ name: '명단', rows: [['이름', '학부모 연락처', '학생 연락처'], ...rows] }])
const family = [
  ['김하늘', '01011112222', '01033334444'],
  ['김바다', '01011112222', null],
]

/** What the job's sealed parts hold, in order. */
async function handedOver({ jobId, tenant }: ImportJob): Promise<FirstLogin[]> {
  const { rows } = await database.admin.query('SELECT sealed FROM first_logins WHERE job_id = $1 ORDER BY last_row', [
    jobId,
  ])
  return rows.flatMap(({ sealed }) => openLogins(oneTimeKeys, { tenantId: tenant, jobId }, sealed))
}

interface Account {
  readonly login: string
  readonly hash: string
  readonly must: boolean
  readonly seconds: number
}

async function accounts(): Promise<ReadonlyMap<string, Account>> {
  const { rows } = await database.admin.query<Account>(
    `SELECT login, password_hash AS hash, must_change_password AS must,
       extract(epoch FROM password_expires_at - now())::int AS seconds FROM users`,
  )
  return new Map(rows.map((account) => [account.login, account]))
}

/** Every account has exactly one login in the file, whose secret is the one that its row knows. */
async function expectEverybodyOnce(logins: readonly FirstLogin[]): Promise<void> {
  const known = await accounts()
  expect(logins.map(({ login }) => login).sort()).toEqual([...known.keys()].sort())
  expect(new Set(logins.map(({ secret }) => secret)).size).toBe(logins.length)
  const wrong = logins.filter(
    ({ login, secret }) => !verifyOneTimeSecret(oneTimeKeys, secret, known.get(login)?.hash ?? ''),
  )
  expect(wrong).toEqual([])
}

describe('password mode random', () => {
  test('gives every new account a secret of its own that expires; the file says whose it is', async () => {
    const job = await ImportJob.create(database, await file(family), random)
    const result = await job.run()
    const logins = await handedOver(job)
    expect(logins.map(({ row, role, login, name }) => [row, role, login, name])).toEqual([
      [2, 'student', 'thaneul_A00000', '김하늘'],
      [2, 'parent', 'p_haneul_01011112222', '김하늘 학부모'],
      [3, 'student', 'thaneul_A00001', '김바다'],
    ])
    await expectEverybodyOnce(logins)
    for (const { must, seconds } of (await accounts()).values()) {
      expect(must).toBe(true)
      expect(Math.abs(seconds - rosterFiles.firstLogins.validSeconds)).toBeLessThan(120)
    }
    expect(result.first_logins).toMatchObject({ accounts: 3 })
  })

  test('P-44 no secret is in any row, result, checkpoint or message', async () => {
    const job = await ImportJob.create(database, await file(family), random)
    await job.run()
    const logins = await handedOver(job)
    const { rows: tables } = await database.admin.query<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    )
    const dumps = tables.map(({ name }) =>
      database.admin.query<{ text: string | null }>(`SELECT string_agg(t::text, ' ') AS text FROM ${name} t`),
    )
    const text = (await Promise.all(dumps)).map(({ rows }) => rows[0]?.text ?? '').join(' ')
    expect(text).toContain('thaneul_A00000')
    for (const { secret } of logins) {
      for (const form of [secret, secret.replaceAll('-', '')]) {
        expect(text).not.toContain(form)
        expect(text).not.toContain(Buffer.from(form).toString('hex'))
      }
    }
  })

  test('a re-upload makes no account and hands nothing over again; the corrected rows get theirs', async () => {
    const first = await ImportJob.create(database, await file([...family, ['이산', null, null]]), random)
    await first.run()
    const again = await ImportJob.create(database, await file(family), random)
    expect(await again.run()).toMatchObject({ created: 0, duplicates: 2 })
    expect(await handedOver(again)).toEqual([])
    const corrected = await ImportJob.create(database, await file([...family, ['이산', '01055556666', null]]), random)
    const result = await corrected.run()
    expect(result).toMatchObject({ created: 1, duplicates: 2, first_logins: { accounts: 2 } })
    await expectEverybodyOnce([...(await handedOver(first)), ...(await handedOver(corrected))])
  })

  test('a restored student keeps its password; only a new parent gets one', async () => {
    await (await ImportJob.create(database, await file(family), random)).run()
    await database.admin.query(`UPDATE students SET deleted_at = now() WHERE name = '김하늘'`)
    const before = await accounts()
    const job = await ImportJob.create(database, await file(family), random)
    const result = await job.run()
    expect(result).toMatchObject({ restored: 1, duplicates: 1 })
    expect(result.first_logins).toBeUndefined()
    expect((await accounts()).get('thaneul_A00000')?.hash).toBe(before.get('thaneul_A00000')?.hash)
  })

  test('a dry run makes no secret', async () => {
    const job = await ImportJob.create(database, await file(family), { ...random, dry_run: true })
    expect(await job.run()).toMatchObject({ created: 2, dry_run: true })
    expect(await handedOver(job)).toEqual([])
  })

  test('is refused where no key is configured, before anything is written', async () => {
    const job = await ImportJob.create(database, await file(family), random)
    const ports = { passwords: createPasswordMaker({}) }
    await expect(job.run({ ports })).rejects.toMatchObject({ code: 'option_not_available', retryable: false })
    expect(await countPeople(database)).toMatchObject({ users: 0 })
  })
})

describe('P-43 crashes', () => {
  const count = 1_203
  const roster = () => rosterFile([{ name: '명단', rows: [fullHeader, ...inventedStudents(count)] }])

  test.for([1, 2])('killed after %i chunks: no secret lost, none twice', async (chunks) => {
    const job = await ImportJob.create(database, await roster(), random)
    await expect(job.run({ killAfterChunks: chunks })).rejects.toThrow('killed')
    await expectEverybodyOnce(await handedOver(job))
    const result = await job.run()
    await expectEverybodyOnce(await handedOver(job))
    expect(result).toMatchObject({ created: count, first_logins: { accounts: 2 * count } })
  })

  test('killed before the commit of a chunk: its secrets are gone with its accounts', async () => {
    const people = createPeopleStore()
    const merge: PeopleStore['merge'] = async (tx, ...chunk) => {
      const decisions = await people.merge(tx, ...chunk)
      if (chunk[0].students[0]?.row === 502) throw new Error('killed')
      return decisions
    }
    const job = await ImportJob.create(database, await roster(), random)
    await expect(job.run({ ports: { people: { ...people, merge } } })).rejects.toThrow('killed')
    const logins = await handedOver(job)
    expect(logins).toHaveLength(1_000)
    await expectEverybodyOnce(logins)
  })

  test('P-42 two imports of one file at once: every account in one of the two files', async () => {
    const bytes = await roster()
    const jobs = await Promise.all([1, 2].map(() => ImportJob.create(database, bytes, random)))
    await Promise.all(jobs.map((job) => job.run()))
    const logins = await Promise.all(jobs.map(handedOver))
    await expectEverybodyOnce(logins.flat())
  })
})

describe('a one-time password in the tables', () => {
  const [login, own] = ['thaneul_A00000', 'scrypt$16384$8$1$salt$hash']
  const replace = async (oneTime: string, by = own) => {
    const { rows } = await database.admin.query<{ replaced: boolean }>(
      'SELECT academy_replace_one_time_password($1, $2, $3) AS replaced',
      [login, oneTime, by],
    )
    return rows[0]?.replaced
  }
  const imported = async () => {
    await (await ImportJob.create(database, await file(family), random)).run()
    return (await accounts()).get(login)?.hash ?? ''
  }

  test('is used once: the first of two at once gets through, a later one never', async () => {
    const hash = await imported()
    const both = await Promise.all([replace(hash), replace(hash)])
    expect(both.sort()).toEqual([false, true])
    expect(await replace(hash)).toBe(false)
    expect((await accounts()).get(login)).toEqual({ login, hash: own, must: false, seconds: null })
  })

  test('is void once it has expired, or when the account is deleted', async () => {
    const hash = await imported()
    await database.admin.query(`UPDATE users SET password_expires_at = now() WHERE login = $1`, [login])
    expect(await replace(hash)).toBe(false)
    await database.admin.query(`UPDATE users SET password_expires_at = now() + interval '1 day', deleted_at = now()`)
    expect(await replace(hash)).toBe(false)
  })

  test('cannot become a lasting one, neither by dropping its expiry nor by following itself', async () => {
    const hash = await imported()
    for (const change of ['must_change_password = false', 'password_expires_at = NULL']) {
      const update = database.admin.query(`UPDATE users SET ${change} WHERE login = $1`, [login])
      await expect(update).rejects.toMatchObject({ constraint: 'users_one_time_password' })
    }
    await expect(replace(hash, hash)).rejects.toThrow('cannot follow another')
  })

  test('what has expired is removed with the next import that keeps something', async () => {
    const first = await ImportJob.create(database, await file(family), random)
    await first.run()
    await database.admin.query('UPDATE first_logins SET expires_at = now()')
    const next = await ImportJob.create(database, await file([['이산', '01055556666', null]]), random)
    await next.run()
    expect(await handedOver(first)).toEqual([])
    expect(await handedOver(next)).toHaveLength(2)
  })
})
