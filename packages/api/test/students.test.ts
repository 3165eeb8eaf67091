import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, startHarness } from './support/harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

/** Students as an import leaves them. */
async function enrol(tenant: string, names: readonly string[]): Promise<void> {
  const user = async (login: string) =>
    (
      await harness.admin.query(
        `INSERT INTO users (tenant_id, login, name, password_hash) VALUES ($1, $2, 'x', 'scrypt$x') RETURNING user_id`,
        [tenant, login],
      )
    ).rows[0].user_id
  for (const [index, name] of names.entries()) {
    const phone = `0101234${String(index).padStart(4, '0')}`
    const parent = await user(`p_${tenant}_${phone}`)
    const { rows } = await harness.admin.query(
      'INSERT INTO parents (tenant_id, user_id, phone) VALUES ($1, $2, $3) RETURNING parent_id',
      [tenant, parent, phone],
    )
    await harness.admin.query(
      `INSERT INTO students (tenant_id, user_id, parent_id, ps_number, name, name_key, parent_phone, grade)
       VALUES ($1, $2, $3, $4, $5, $5, $6, $7)`,
      [tenant, await user(`t${tenant}_${index}`), rows[0].parent_id, `A0000${index}`, name, phone, (index % 3) + 1],
    )
  }
}

const names = ['김하늘', '이바다', '박구름', '최나무', '정바람']

test('the list shows every active student of the tenant once, page by page, and nobody else’s', async () => {
  const [{ id, api }, other] = [await harness.tenant(), await harness.tenant()]
  await enrol(id, names)
  await enrol(other.id, ['남의학생'])
  await harness.admin.query(`UPDATE students SET deleted_at = now() WHERE tenant_id = $1 AND name = '박구름'`, [id])
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const { body } = await api('listStudents', { query: { limit: 2, ...(cursor !== null && { cursor }) } })
    seen.push(...body.items.map(({ name }: { name: string }) => name))
    cursor = body.next_cursor
  } while (cursor !== null)
  expect(seen).toEqual(['김하늘', '이바다', '최나무', '정바람'])
})

test('students are found by name, composed or decomposed, and by grade', async () => {
  const { id, api } = await harness.tenant()
  await enrol(id, names)
  const found = async (query: Record<string, string | number>) =>
    (await api('listStudents', { query })).body.items.map(({ name }: { name: string }) => name)
  expect(await found({ name: '이바다'.normalize('NFD') })).toEqual(['이바다'])
  expect(await found({ name: '이바' })).toEqual([])
  expect(await found({ grade: 1 })).toEqual(['김하늘', '최나무'])
})

test('the API’s role cannot read a password hash', async () => {
  const { createPool } = await import('@academy/sdk/database')
  const pool = createPool({ url: harness.servers.env.DATABASE_URL_API as string, max: 1, applicationName: 'test' })
  await expect(pool.query('SELECT password_hash FROM users')).rejects.toThrow(/permission denied/)
  await pool.end()
})
