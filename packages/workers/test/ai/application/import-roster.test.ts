import { scryptSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPeopleStore } from '../../../src/ai/adapters/people/people-store.ts'
import type { PeopleStore, Tx } from '../../../src/ai/application/ports.ts'
import { countingPeople } from '../support/counting-people.ts'
import { ImportJob, initialPassword } from '../support/import-job.ts'
import { countPeople, forgetEverybody, studentsOf } from '../support/people.ts'
import { type PeopleDatabase, peopleDatabase } from '../support/people-database.ts'
import { fullHeader, inventedStudents, rosterFile } from '../support/roster-file.ts'

let database: PeopleDatabase
beforeAll(async () => {
  database = await peopleDatabase()
})
beforeEach(() => forgetEverybody(database))
afterAll(() => database.close())

const header = ['이름', '학부모 연락처', '학생 연락처', '학교', '메모']
const file = (rows: readonly (readonly (string | number | null)[])[]) =>
  rosterFile([{ name: '명단', rows: [['2024 명단'], [], header, ...rows] }])
const importing = async (rows: Parameters<typeof file>[0], options = {}) =>
  (await ImportJob.create(database, await file(rows), options)).run()

describe('one import', () => {
  test('makes user, student, parent and memberships; siblings share the parent', async () => {
    const result = await importing([
      ['김하늘', 1_011_112_222, '010-3333-4444', '숙명여고(2)', 'tab\t"\\N"'],
      ['김바다', '010-1111-2222', null, null, null],
    ])
    expect(result).toEqual({
      total: 2,
      created: 2,
      restored: 0,
      duplicates: 0,
      failed: [],
      processed_by: 'worker',
      rows: { created: '4-5', restored: '', duplicates: '' },
    })
    const parent = { parent_phone: '01011112222', parent_login: 'p_haneul_01011112222', deleted: false }
    expect(await studentsOf(database)).toEqual([
      {
        ...parent,
        name: '김바다',
        ps_number: 'A00001',
        login: 'thaneul_A00001',
        student_phone: null,
        roles: ['student', 'parent'],
      },
      {
        ...parent,
        name: '김하늘',
        ps_number: 'A00000',
        login: 'thaneul_A00000',
        student_phone: '01033334444',
        roles: ['student', 'parent'],
      },
    ])
    expect(await countPeople(database)).toEqual({ users: 3, parents: 1, students: 2, memberships: 3 })
    const { rows } = await database.admin.query(
      'SELECT school, school_type, grade, memo FROM students WHERE name_key = $1',
      ['김하늘'],
    )
    expect(rows).toEqual([{ school: '숙명여고', school_type: 'HIGH', grade: 2, memo: 'tab "\\N"' }])
  })

  test('P-41 bad rows fail with their Excel numbers, the others are imported', async () => {
    const result = await importing([
      ['김하늘', '01011112222', null, null, null],
      [null, '01011112222', null, null, null],
      ['이산', null, null, null, null],
      ['이강', '02-123-4567', null, null, null],
      ['가'.repeat(101), '01011112222', null, null, null],
      ['박들', '01055556666', '01077778888', null, null],
      ['최숲', '01055556667', '01077778888', null, null],
      ['김하늘', '01011112222', null, null, null],
      ['정길', '01077778888', null, null, null],
    ])
    expect(result).toMatchObject({ total: 9, created: 2, duplicates: 1 })
    expect(result.failed.map(({ row, code }) => [row, code])).toEqual([
      [5, 'name_missing'],
      [6, 'parent_phone_missing'],
      [7, 'parent_phone_invalid'],
      [8, 'name_too_long'],
      [10, 'phone_in_use'],
      [12, 'phone_in_use'],
    ])
    expect(await countPeople(database)).toEqual({ users: 4, parents: 2, students: 2, memberships: 4 })
  })

  test('a phone of somebody who is no parent is refused', async () => {
    await importing([]).catch(() => undefined)
    await database.admin.query(
      `INSERT INTO users (tenant_id, login, name, phone, password_hash) VALUES ('haneul', 'teacher', '선생님', '01099990000', 'scrypt$x')`,
    )
    const result = await importing([
      ['김하늘', '01099990000', null, null, null],
      ['이산', '01011112222', '01099990000', null, null],
    ])
    expect(result.failed.map(({ row, code }) => [row, code])).toEqual([
      [4, 'phone_in_use'],
      [5, 'phone_in_use'],
    ])
  })

  test('P-25 another academy’s students, phones and numbers count for nothing', async () => {
    const rows = [['김하늘', '01011112222', '01033334444', null, null]]
    await importing(rows)
    expect(await importing(rows, { tenant: 'bada' })).toMatchObject({ created: 1, failed: [] })
    expect((await studentsOf(database, 'bada'))[0]).toMatchObject({ ps_number: 'A00000', login: 'tbada_A00000' })
  })

  test('numbers that stand in the table from elsewhere are passed over', async () => {
    await importing([['김하늘', '01011112222', null, null, null]])
    await database.admin.query(`UPDATE students SET ps_number = 'A99999'`)
    await importing([['이산', '01011112222', null, null, null]])
    expect((await studentsOf(database)).map((student) => student.ps_number)).toEqual(['A99999', 'B00000'])
  })

  test('a deleted student is restored completely', async () => {
    const rows = [['김하늘', '01011112222', '01033334444', null, '처음']]
    await importing(rows)
    const before = await studentsOf(database)
    await database.admin.query(`UPDATE students SET deleted_at = now()`)
    await database.admin.query(`UPDATE users SET deleted_at = now(), phone = NULL, login = 'deleted_' || user_id`)
    await database.admin.query(`UPDATE memberships SET deleted_at = now()`)
    const result = await importing([['김하늘', '01011112222', null, '대치초', null]])
    expect(result).toMatchObject({ total: 1, created: 0, restored: 1, duplicates: 0 })
    expect(await studentsOf(database)).toEqual(before)
    const { rows: kept } = await database.admin.query('SELECT memo, school FROM students')
    expect(kept).toEqual([{ memo: '처음', school: '대치초' }])
  })

  test('a deleted parent comes back with a new child', async () => {
    await importing([['김하늘', '01011112222', null, null, null]])
    await database.admin.query(`UPDATE students SET deleted_at = now()`)
    await database.admin.query(`UPDATE users SET deleted_at = now(), phone = NULL, login = 'deleted_' || user_id`)
    await database.admin.query(`UPDATE memberships SET deleted_at = now()`)
    expect(await importing([['김바다', '01011112222', null, null, null]])).toMatchObject({ created: 1 })
    const [bada, haneul] = await studentsOf(database)
    expect(bada).toMatchObject({ parent_login: 'p_haneul_01011112222', roles: ['student', 'parent'] })
    expect(haneul).toMatchObject({ name: '김하늘', deleted: true })
    expect(await countPeople(database)).toMatchObject({ users: 3, parents: 1 })
  })

  test('an active match is counted and left untouched', async () => {
    await importing([['김하늘', '01011112222', null, null, '처음']])
    const result = await importing([['김하늘', '01011112222', '01055556666', '대치초', '다시']])
    expect(result).toMatchObject({ total: 1, created: 0, duplicates: 1 })
    const { rows } = await database.admin.query('SELECT memo, school, student_phone FROM students')
    expect(rows).toEqual([{ memo: '처음', school: null, student_phone: null }])
  })

  test('P-44 the first password is stored as one hash, never in clear', async () => {
    const job = await ImportJob.create(database, await file([['김하늘', '01011112222', null, null, null]]))
    await job.run()
    const { rows } = await database.admin.query('SELECT DISTINCT password_hash, must_change_password FROM users')
    expect(rows).toEqual([
      { password_hash: expect.stringMatching(/^scrypt\$16384\$8\$1\$/), must_change_password: true },
    ])
    const { rows: dump } = await database.admin.query(
      `SELECT (SELECT json_agg(u)::text FROM users u) || (SELECT json_agg(j)::text FROM jobs j) || (SELECT json_agg(r)::text FROM job_results r) AS text`,
    )
    expect(dump[0].text).not.toContain(initialPassword)
  })

  test('P-44 mode phone_last4 hashes once a distinct value: the student’s digits, or else the parent’s', async () => {
    const rows = [
      ['김하늘', '01011112222', '01033334444', null, null],
      ['김바다', '01011112222', null, null, null],
      ['이산', '01055552222', '01066664444', null, null],
    ]
    await importing(rows, { password_mode: 'phone_last4' })
    const { rows: accounts } = await database.admin.query(
      'SELECT name, phone, password_hash AS hash FROM users ORDER BY user_id',
    )
    expect(new Set(accounts.map(({ hash }) => hash)).size).toBe(2)
    for (const { name, phone, hash } of accounts) {
      const [, cost, r, p, salt, expected] = hash.split('$')
      const digits = phone?.slice(-4) ?? (name === '김바다' ? '2222' : '')
      const parameters = { N: Number(cost), r: Number(r), p: Number(p) }
      expect(scryptSync(digits, Buffer.from(salt, 'base64url'), 32, parameters).toString('base64url')).toBe(expected)
    }
  })

  test('options that do not exist yet are refused before anything is written', async () => {
    const rows = [['김하늘', '01011112222', null, null, null]]
    const refused = [{ lecture_id: 1 }, { session_id: 1 }, { initial_password_ref: 'OTHER' }]
    for (const options of refused) {
      await expect(importing(rows, options)).rejects.toMatchObject({ code: 'option_not_available', retryable: false })
    }
    const elsewhere = { object_key: 'excel/bada/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx' }
    await expect(importing(rows, elsewhere)).rejects.toMatchObject({ code: 'tenant_mismatch' })
    expect(await countPeople(database)).toMatchObject({ users: 0 })
  })

  test('structure errors fail the job, nothing half-written', async () => {
    const job = await ImportJob.create(
      database,
      await rosterFile([
        {
          name: 'S',
          rows: [
            ['이름', '학생 연락처'],
            ['김하늘', '01011112222'],
          ],
        },
      ]),
    )
    await expect(job.run()).rejects.toMatchObject({ code: 'parent_phone_column_missing', retryable: false })
    expect(await countPeople(database)).toMatchObject({ users: 0 })
  })
})

describe('chunks', () => {
  const count = 1_203
  const roster = () => rosterFile([{ name: '명단', rows: [fullHeader, ...inventedStudents(count)] }])

  // The third transaction is the look at the last chunk, which is written together with DONE.
  test.for([
    [0, 0],
    [1, 500],
    [2, 1_000],
    [3, 1_000],
  ] as const)(
    'P-43 killed after %i transactions and started again: nobody twice, nobody lost, counts true',
    async ([transactions, written]) => {
      const job = await ImportJob.create(database, await roster())
      await expect(job.run({ killAfterChunks: transactions })).rejects.toThrow('killed')
      expect(await countPeople(database)).toMatchObject({ students: written })
      expect(await job.run()).toMatchObject({ total: count, created: count, duplicates: 0, failed: [] })
      expect(await countPeople(database)).toEqual({
        users: count * 2,
        parents: count,
        students: count,
        memberships: count * 2,
      })
    },
  )

  test('P-43 what failed before a kill is in the result of the attempt that ends the job', async () => {
    const rows = [...inventedStudents(600)]
    rows[3] = [null, '01011112222']
    rows[4] = ['새별', rows[0]?.[2] ?? '']
    const job = await ImportJob.create(database, await rosterFile([{ name: '명단', rows: [fullHeader, ...rows] }]))
    await expect(job.run({ killAfterChunks: 1 })).rejects.toThrow('killed')
    const result = await job.run()
    expect(result.failed.map(({ row, code, name }) => [row, code, name])).toEqual([
      [5, 'name_missing', ''],
      [6, 'phone_in_use', '새별'],
    ])
    expect(result).toMatchObject({ total: 600, created: 598 })
  })

  test('P-07 a zombie that lost its job writes nothing more', async () => {
    const job = await ImportJob.create(database, await roster())
    let taken = false
    const onProgress = async ({ step }: { step: string }) => {
      if (step !== 'enrolling' || taken) return
      taken = true
      await job.claim()
    }
    const people: PeopleStore = createPeopleStore()
    const merge: PeopleStore['merge'] = async (tx, ...chunk) => {
      if (chunk[0].students[0]?.row === 502) await job.claim()
      return people.merge(tx, ...chunk)
    }
    await expect(job.run({ onProgress, ports: { people: { ...people, merge } } })).rejects.toMatchObject({
      code: 'fence_lost',
    })
    expect(await countPeople(database)).toMatchObject({ students: 500 })
  })

  test('P-42 two imports of one file at once create nobody twice', async () => {
    const bytes = await roster()
    const jobs = await Promise.all([1, 2, 3].map(() => ImportJob.create(database, bytes)))
    const results = await Promise.all(jobs.map((job) => job.run()))
    expect(results.map((result) => result.total)).toEqual([count, count, count])
    expect(results.reduce((sum, result) => sum + result.created, 0)).toBe(count)
    expect(results.reduce((sum, result) => sum + result.duplicates, 0)).toBe(2 * count)
    expect(await countPeople(database)).toEqual({
      users: count * 2,
      parents: count,
      students: count,
      memberships: count * 2,
    })
  })

  test('P-42 a chunk that meets a writer without the lock is tried again: the constraint decides, not luck', async () => {
    const job = await ImportJob.create(database, await roster())
    const people = createPeopleStore()
    let tries = 0
    const merge: PeopleStore['merge'] = async (tx, ...chunk) => {
      tries += 1
      let statement = 0
      const query: Tx['query'] = async (text, values) => {
        statement += 1
        // After the facts were read, before anything is written.
        if (tries === 1 && statement === 3) await somebodyElseEnrols('01020000003')
        return tx.query(text, values)
      }
      return people.merge({ ...tx, query }, ...chunk)
    }
    const result = await job.run({ ports: { people: { ...people, merge } } })
    expect(tries).toBe(4)
    expect(result.failed.map(({ row, code }) => [row, code])).toEqual([[5, 'phone_in_use']])
    expect(result).toMatchObject({ total: count, created: count - 1 })
  })

  async function somebodyElseEnrols(phone: string): Promise<void> {
    await database.admin.query(
      `INSERT INTO users (tenant_id, login, name, phone, password_hash) VALUES ('haneul', 'x', 'x', $1, 'scrypt$x')`,
      [phone],
    )
  }

  test('stops between chunks when the job is cancelled', async () => {
    const controller = new AbortController()
    const job = await ImportJob.create(database, await roster())
    const onProgress = ({ step }: { step: string }) => step === 'enrolling' && controller.abort(new Error('cancelled'))
    await expect(job.run({ signal: controller.signal, onProgress })).rejects.toThrow('cancelled')
    expect(await countPeople(database)).toMatchObject({ students: 500 })
  })

  test('progress moves with rows and never goes back', async () => {
    const seen: Record<string, unknown>[] = []
    const job = await ImportJob.create(database, await roster())
    await job.run({ onProgress: (update) => seen.push({ ...update }) })
    expect(seen.map((update) => update.step)).toEqual(['downloading', 'parsing', 'enrolling', 'enrolling'])
    const enrolling = seen.filter((update) => update.step === 'enrolling')
    expect(enrolling.map((update) => update.done)).toEqual([500, 1_000])
    for (const update of enrolling)
      expect(update).toMatchObject({ total: expect.any(Number), perSecond: expect.any(Number) })
  })
})

describe('M5 statements', () => {
  /** Statements that reach the import's tables, COPY included. */
  async function statements(count: number): Promise<number> {
    await forgetEverybody(database)
    const { people, statements: sent } = countingPeople((text) => expect(text).not.toMatch(/SELECT \*|\.\*/))
    const job = await ImportJob.create(
      database,
      await rosterFile([{ name: '명단', rows: [fullHeader, ...inventedStudents(count)] }]),
    )
    await job.run({ ports: { people } })
    return sent()
  }

  test('100 students take at most 5, and statements grow with chunks, not rows', async () => {
    // Three, and one look before the last chunk.
    expect(await statements(100)).toBe(3 + 1)
    expect(await statements(500)).toBe(3 + 1)
    expect(await statements(1_000)).toBe(6 + 1)
  })

  test('above the threshold a chunk goes through the temporary table, by 5 statements', async () => {
    expect(await statements(5_500)).toBe(11 * 5 + 3)
    expect(await countPeople(database)).toMatchObject({ students: 5_500 })
  })
})
