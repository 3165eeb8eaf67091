// One measurement in a process of its own, so that its memory is its own: `child.ts read|worker|database FILE`.
import { createReadStream } from 'node:fs'
import { bulkImports } from '@academy/sdk/contract'
import { createPool } from '@academy/sdk/database'
import exceljs from 'exceljs'
import { createPasswordMaker } from '../../src/ai/adapters/first-passwords.ts'
import { createRosterSource } from '../../src/ai/adapters/roster-source.ts'
import { findRoster } from '../../src/ai/application/find-roster.ts'
import { importRoster } from '../../src/ai/application/import-roster.ts'
import { newImport } from '../../src/ai/application/import-state.ts'
import { commitChunk, mergeChunk } from '../../src/ai/application/merge-chunks.ts'
import { type Chunk, readChunks } from '../../src/ai/application/read-chunks.ts'
import { countingPeople } from '../../test/ai/support/counting-people.ts'
import { peakMemoryMb } from '../../test/ai/support/peak-memory.ts'
import { claimedJob, complete, objectKey, tenant } from './import-context.ts'
import type { Measured } from './measure.ts'

const [mode = '', file = ''] = process.argv.slice(2)
const source = createRosterSource(async () => createReadStream(file))
const passwords = createPasswordMaker({ INITIAL_PASSWORD: 'bench-password-1' })
const modes: Readonly<Record<string, () => Promise<Omit<Measured, 'rssMb' | 'cpuSeconds'>>>> = {
  read,
  worker,
  database,
}
const measured = await modes[mode]?.()
const { user, system } = process.cpuUsage()
const rssMb = peakMemoryMb()
process.stdout.write(`${JSON.stringify({ ...measured, cpuSeconds: (user + system) / 1e6, rssMb })}\n`)

/** (a) exceljs streaming read alone. */
async function read() {
  const started = performance.now()
  const workbook = new exceljs.stream.xlsx.WorkbookReader(file, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    hyperlinks: 'ignore',
    styles: 'ignore',
    entries: 'ignore',
  })
  let rows = 0
  for await (const sheet of workbook) {
    for await (const row of sheet) {
      row.eachCell((cell) => cell.value)
      rows += 1
    }
  }
  return { seconds: since(started), rows: rows - 1, statements: 0 }
}

/** The whole work of a handler: open, read, decide, write, commit. */
async function worker() {
  const { admin, pool, end } = pools()
  const { claim, context } = await claimedJob(admin, pool)
  const { people, statements } = countingPeople()
  const started = performance.now()
  const payload = { object_key: objectKey, kind: 'students', password_mode: 'fixed' } as const
  const failedRows = { write: () => Promise.reject(new Error('no row fails in a benchmark')) }
  const done = await importRoster({ jobId: claim.jobId, tenantId: tenant, payload }, context, {
    source,
    people,
    passwords,
    failedRows,
  })
  const { created } = await complete(pool, claim, done)
  const seconds = since(started)
  await end()
  return { seconds, rows: created, statements: statements() }
}

/** The database part alone: the chunks are read beforehand. */
async function database() {
  const { admin, pool, end } = pools()
  const { claim, context } = await claimedJob(admin, pool)
  const workbook = await source.open(objectKey, context.signal)
  const { sheet, layout } = await findRoster(workbook, context.signal)
  const chunks: Chunk[] = []
  for await (const chunk of readChunks(sheet, layout, bulkImports.students.chunkRows, 0, context.signal))
    chunks.push(chunk)
  await workbook.close?.()
  const { people, statements } = countingPeople()
  const settings = { tenantId: tenant, people, passwords: await passwords.make('fixed', undefined, claim) }
  const started = performance.now()
  let state = newImport(sheet.name)
  for (const chunk of chunks) {
    state = chunk.last
      ? await context.transaction((tx) => mergeChunk(tx, chunk, state, settings))
      : await commitChunk(context, chunk, state, settings)
  }
  const seconds = since(started)
  await end()
  return { seconds, rows: state.created, statements: statements() }
}

function pools() {
  const admin = createPool({ url: process.env.DATABASE_URL_MIGRATOR ?? '', max: 1, applicationName: 'bench-admin' })
  const pool = createPool({ url: process.env.DATABASE_URL_WORKER ?? '', max: 2, applicationName: 'bench-worker' })
  const end = async () => {
    await Promise.all([admin.end(), pool.end()])
  }
  return { admin, pool, end }
}

function since(started: number): number {
  return (performance.now() - started) / 1000
}
