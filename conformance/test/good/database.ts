import { type Builder, contract, queueAttributes } from './builder.ts'

const catalogue = [
  'ON public.students USING btree (tenant_id, name, parent_phone) WHERE (deleted_at IS NULL)',
  'ON public.students USING btree (tenant_id, name, parent_phone) WHERE (deleted_at IS NOT NULL)',
  'ON public.jobs USING btree (tenant_id, status)',
  'ON public.jobs USING btree (tenant_id, job_id)',
  'ON public.videos USING btree (tenant_id, status)',
  'ON public.videos USING btree (session_id, status)',
].map((definition, index) => ({
  kind: 'index',
  name: `index_${index}`,
  definition: `CREATE INDEX index_${index} ${definition}`,
}))

/** Stages 1 and 2, the queues and the last counts. */
export function addDatabase(builder: Builder): void {
  builder.ledger('stage-1', 'leftovers_before', 1, [{ kind: 'relation', name: 'bigbang_relic' }])
  builder.ledger('stage-1', 'leftovers_after', 2, [])
  for (const second of [3, 4])
    builder.add('stage-2', 'driver', second, { verb: 'db.migrate', args: {}, result: {}, ms: 1 })
  builder.ledger('stage-2', 'catalogue_once', 3, catalogue)
  builder.ledger('stage-2', 'catalogue_twice', 4, catalogue)

  const names = contract.channels.flatMap(({ queueName, dlqName }) => [queueName, dlqName])
  for (const name of names) builder.add('queues', 'queue', 90, { name, attributes: queueAttributes(name) })
  builder.mark('queues', 'queues_listed', 91, { names })
  const refused = { code: '23505', constraint: 'jobs_pkey', message: 'duplicate key' }
  for (const query of ['attempt:second_job', 'attempt:second_result']) {
    builder.add('uniqueness', 'ledger', 92, { query, params: [], rows: [], error: refused })
  }
  builder.ledger('uniqueness', 'results_per_job', 92, [
    { job_id: 'a', status: 'DONE', results: 1 },
    { job_id: 'b', status: 'FAILED', results: 0 },
  ])
}

/** The sources of a small, well-kept house. */
export function addSources(builder: Builder): void {
  const file = (name: string, code: string, imports: string[] = []) =>
    builder.add('sources', 'source', 0, {
      file: name,
      code,
      imports: imports.map((specifier) => ({ specifier, line: 1, typeOnly: false })),
    })
  for (const fleet of ['ai', 'video', 'messaging'])
    file(`packages/workers/src/${fleet}/main.ts`, 'await runWorker()', ['@academy/sdk/worker'])
  file('packages/workers/src/ai/domain/phone.ts', 'export const phone = 1')
  file('packages/workers/src/ai/application/import-roster.ts', 'export const run = 1', ['../domain/phone.ts'])
  file('packages/workers/src/ai/adapters/people.ts', "tx.query('SELECT name FROM students')", ['@academy/sdk/database'])
}
