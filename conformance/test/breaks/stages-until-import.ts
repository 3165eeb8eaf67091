import { type Break, edit, ended, http, type Loose, of, once, rows } from './break.ts'

/** Stages 1 to 3: the schema, the migrations, the roster; and the answers of the API. */
export const untilImport: readonly Break[] = [
  of(
    'M3-answers-jobs',
    'a field that the contract does not know',
    http('stage-3', 'upload_roster', (data) => (data.body.id = 7)),
  ),
  of(
    'M3-answers-jobs',
    'a status that is not listed',
    http('stage-3', 'upload_roster', (data) => (data.status = 200)),
  ),
  of(
    'M3-answers-videos',
    'a job id that is none',
    http('stage-4', 'complete', (data) => (data.body.job_id = 7)),
  ),
  of(
    'M3-answers-messages',
    'nothing to correlate by',
    http('stage-5', 'log_of_the_start', (data) => (data.headers = {})),
  ),
  of(
    'M1.1-schema-wiped',
    'a view survives',
    edit(
      'ledger',
      ({ data }) => data.query === 'leftovers_after',
      (data) => data.rows.push({ kind: 'relation', name: 'old' }),
    ),
  ),
  of(
    'M1.1-schema-wiped',
    'nothing was there before',
    edit(
      'ledger',
      ({ data }) => data.query === 'leftovers_before',
      (data) => (data.rows = []),
    ),
  ),
  of(
    'M1.2-migrations-succeed',
    'the second run fails',
    once(
      'driver',
      () => true,
      (data) => (data.error = 'relation exists'),
    ),
  ),
  of(
    'M1.2-second-run-changes-nothing',
    'a column more',
    edit(
      'ledger',
      ({ data }) => data.query === 'catalogue_twice',
      (data) => (data.rows = [...data.rows, { kind: 'column', name: 'x' }]),
    ),
  ),
  of(
    'M7-indexes',
    'the index of deleted students is missing',
    edit(
      'ledger',
      ({ data }) => /catalogue/.test(data.query),
      (data) => (data.rows = data.rows.filter((row: Loose) => !/NOT NULL/.test(row.definition))),
    ),
  ),
  of(
    'M1.3-done',
    'the job failed',
    ended('stage-3', (row) => (row.status = 'FAILED')),
  ),
  of(
    'M1.3-done',
    'sent without its group',
    edit(
      'wire',
      ({ data }) => data.queue === 'academy-ai-jobs-premium' && data.action === 'SendMessage',
      (data) => delete data.input.MessageGroupId,
    ),
  ),
  of(
    'M1.3-done',
    'the message breaks the contract',
    edit(
      'wire',
      ({ data }) => data.queue === 'academy-ai-jobs-premium' && data.action === 'SendMessage',
      (data) => (data.input.MessageBody = data.input.MessageBody.replace('"tier":"premium"', '"tier":"gold"')),
    ),
  ),
  of(
    'M1.3-rows',
    'a phone lost its zero',
    rows('stage-3', 'students', (row) => (row.parent_phone = row.parent_phone.slice(1))),
  ),
  of(
    'M1.3-result',
    'row numbers are off by one',
    edit(
      'ledger',
      ({ data }) => data.query === 'result' && data.rows.length > 0 && data.params.length === 0,
      (data) => {
        for (const each of data.rows[0].result.failed ?? []) each.row += 1
      },
    ),
  ),
  of(
    'M1.3-people',
    'siblings have two parents',
    rows('stage-3', 'people', (row) => (row.parents += 1)),
  ),
  of(
    'P-22-progress-moves',
    'nothing but null',
    http('stage-3', 'progress', (data) => (data.body.progress = null)),
  ),
  of(
    'P-22-progress-moves',
    'it goes back',
    once(
      'http',
      ({ scenario, data }) => scenario === 'stage-3' && data.label === 'progress',
      (data) => (data.body.progress.percent = 60),
    ),
  ),
  of(
    'P-23-pending-first',
    'the first poll finds nothing',
    http('stage-3', 'first_poll', (data) => (data.status = 404)),
  ),
  of(
    'P-25-strangers',
    'another tenant reads the progress',
    http('stage-3', 'progress_of_another_tenant', (data) => (data.status = 200)),
  ),
  of(
    'M5-refused-at-the-door',
    'part of the file is kept',
    edit(
      'objects',
      ({ scenario }) => scenario === 'stage-3',
      (data) => (data.keys = ['excel/hanbit/x.xlsx']),
    ),
  ),
  of(
    'M4-keys',
    'a key without its tenant',
    edit(
      'redisKeys',
      () => true,
      (data) => (data.keys = [...data.keys, 'job:1:progress']),
    ),
  ),
  of(
    'M4-documents',
    'a document without a fence',
    edit(
      'redis',
      () => true,
      (data) => delete data.value.fence,
    ),
  ),
  of(
    'M4-ttl',
    'PENDING goes after an hour',
    once(
      'redis',
      () => true,
      (data) => (data.ttl = 3600),
    ),
  ),
  of(
    'M4-ttl',
    'work in progress goes an hour after it began',
    edit(
      'redis',
      ({ data }) => (data.value as Loose)?.status === 'RUNNING',
      (data) => (data.ttl = 3598),
    ),
  ),
]
