import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { AiWorkers } from './support/ai-worker.ts'
import { hostileFiles } from './support/hostile-files.ts'
import { countPeople } from './support/people.ts'
import { type PeopleDatabase, peopleDatabase } from './support/people-database.ts'
import { fullHeader, inventedStudents, rosterFile } from './support/roster-file.ts'

let database: PeopleDatabase
let workers: AiWorkers
beforeAll(async () => {
  database = await peopleDatabase()
  workers = new AiWorkers(database)
  await workers.provision()
})
afterAll(async () => {
  await workers.stop()
  await database.close()
})

const patience = { timeout: 45_000, interval: 50 }
const studentsNow = async () => (await countPeople(database)).students ?? 0

describe('the AI worker as a process', () => {
  test('hostile files fail their jobs and nothing else: the same process imports the roster after them', {
    timeout: 120_000,
  }, async () => {
    const good = await rosterFile([{ name: '명단', rows: [fullHeader, ...inventedStudents(120)] }])
    const victim = workers.start('first')
    const hostile = []
    for (const file of hostileFiles.filter(({ ofTheIssue }) => ofTheIssue)) {
      hostile.push({ ...file, job: await workers.upload(file.make(), 'bada') })
    }
    const job = await workers.upload(good)
    await vi.waitFor(async () => expect(await workers.status(job)).toBe('DONE'), { ...patience, timeout: 100_000 })
    expect(await workers.result(job)).toMatchObject({ total: 120, created: 120, duplicates: 0, failed: [] })
    for (const { name, job: failed, code } of hostile) {
      await vi.waitFor(async () => expect([name, await workers.status(failed)]).toEqual([name, 'FAILED']), patience)
      const { rows } = await database.admin.query('SELECT error_code, attempt, crashes FROM jobs WHERE job_id = $1', [
        failed,
      ])
      expect([name, ...rows]).toEqual([name, { error_code: code, attempt: 1, crashes: 0 }])
    }
    expect([victim.exitCode, victim.signalCode]).toEqual([null, null])
    expect(workers.output.join('')).not.toContain(database.servers.env.INITIAL_PASSWORD)
    await workers.stop()
  })

  test('P-43 SIGKILL after a committed chunk: another process ends the import, nobody twice, nobody lost', {
    timeout: 90_000,
  }, async () => {
    const before = await studentsNow()
    const count = 12_000
    const job = await workers.upload(
      await rosterFile([{ name: '명단', rows: [fullHeader, ...inventedStudents(count, 1_000)] }]),
    )
    const victim = workers.start('victim')
    await vi.waitFor(async () => expect(await studentsNow()).toBeGreaterThan(before), { ...patience, interval: 5 })
    const ended = once(victim, 'exit')
    victim.kill('SIGKILL')
    await ended
    const committed = (await studentsNow()) - before
    expect(committed).toBeLessThan(count)
    workers.start('heir')
    await vi.waitFor(async () => expect(await workers.status(job)).toBe('DONE'), patience)
    expect(await workers.result(job)).toMatchObject({ total: count, created: count, duplicates: 0, failed: [] })
    expect((await studentsNow()) - before).toBe(count)
  })
})
