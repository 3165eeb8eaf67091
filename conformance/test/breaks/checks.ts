import { type Break, drop, edit, ended, http, type Loose, of, once, rows, source } from './break.ts'

export const finalBreaks: readonly Break[] = [
  of(
    'M2.1-tier-enforced',
    'silently downgraded',
    ended('tier', (row) => (row.status = 'DONE')),
  ),
  of(
    'M2.1-tier-enforced',
    'the API lets it in',
    http('tier', 'create_above_plan', (data) => (data.status = 202)),
  ),
  of(
    'M2.1-payload-validated',
    'not in quarantine',
    drop('message', ({ scenario }) => scenario === 'tier'),
  ),
  of(
    'M2.1-no-type-error',
    'a TypeError in a log',
    edit(
      'log',
      () => true,
      (data) => (data.line = 'TypeError: x is not a function'),
    ),
  ),
  of(
    'M2.2-cap-in-the-contract',
    'a job may take two hours',
    ended('stage-3', (row) => (row.max_processing_seconds = 7200)),
  ),
  of(
    'M2.2-cap-enforced',
    'it ran on and was done',
    ended('cap', (row) => (row.status = 'DONE')),
  ),
  of(
    'M2.2-cap-enforced',
    'the process lives on',
    edit(
      'process',
      ({ scenario }) => scenario === 'cap',
      (data) => (data.alive = true),
    ),
  ),
  of(
    'M2.2-cap-enforced',
    'renewed after the end',
    edit(
      'wire',
      ({ data }) => data.action === 'ChangeMessageVisibility' && data.queue === 'academy-ai-jobs-lite',
      (_, event) => (event.at += 10_000),
    ),
  ),
  of(
    'M2.3-lease-in-the-row',
    'a lease as long as the visibility',
    once(
      'ledger',
      ({ data }) => data.rows[0]?.status === 'RUNNING',
      (data) => (data.rows[0].lease_seconds_left = 3600),
    ),
  ),
  of(
    'M2.3-lease-in-the-row',
    'the live queue hides for 1800 s',
    edit(
      'queue',
      ({ data }) => data.name === 'academy-ai-jobs-premium',
      (data) => (data.attributes.VisibilityTimeout = '1800'),
    ),
  ),
  of(
    'M2.3-visibility-on-the-wire',
    'never raised',
    edit(
      'wire',
      ({ data }) => data.action === 'ChangeMessageVisibility',
      (data) => (data.input.VisibilityTimeout = 30),
    ),
  ),
  of(
    'M4-zero-statements',
    'one statement',
    edit(
      'mark',
      ({ data }) => data.name === 'statements_counted',
      (data) => (data.detail.after += 1),
    ),
  ),
  of(
    'M4-zero-statements',
    'too few requests',
    drop('http', ({ data }) => data.label === 'counted_finished'),
  ),
  of(
    'M2.8-second-row-refused',
    'a second result is taken',
    edit(
      'ledger',
      ({ data }) => data.query === 'attempt:second_result',
      (data) => delete data.error,
    ),
  ),
  of(
    'M2.8-one-result-a-job',
    'two results',
    rows('uniqueness', 'results_per_job', (row) => (row.results = 2)),
  ),
  of('M2.9-queues-agree', 'a queue of 300 seconds', (events) => [
    ...events,
    {
      ...(events.find(({ kind }) => kind === 'queue') as Loose),
      scenario: 'queues',
      data: { name: 'old', attributes: { VisibilityTimeout: '300' } },
    },
  ]),
  of('M2.4-legacy-gone', 'the switch is back', source(/phone/, 'if (process.env.USE_LEGACY_AI_WORKER) {}')),
  of('M2.5-entry-changes-no-state', 'the entry completes a job', source(/ai\/main/, 'await completeJob(pool, claim)')),
  of('M2.6-pure-core', 'the domain imports fastify', source(/phone/, '', 'fastify')),
  of(
    'M2.7-database-in-adapters',
    'SQL in the application',
    source(/import-roster/, "query('SELECT name FROM students')"),
  ),
]
