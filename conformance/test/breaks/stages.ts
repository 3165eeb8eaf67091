import { type Break, drop, edit, ended, http, type Loose, of, once, rows } from './break.ts'

export const stageBreaks: readonly Break[] = [
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
  of(
    'M1.4-ready',
    'READY was never written',
    rows('stage-4', 'video', (row) => (row.status = 'PROCESSING')),
  ),
  of(
    'M1.4-plays',
    'a segment is missing',
    once(
      'http',
      ({ data }) => data.label === 'segment',
      (data) => (data.status = 404),
    ),
  ),
  of(
    'M1.4-plays',
    'playlists are cached',
    once(
      'http',
      ({ data }) => data.label === 'playlist',
      (data) => (data.headers['cache-control'] = 'max-age=60'),
    ),
  ),
  of(
    'M1.4-rungs',
    'a sound track that holds silence',
    once(
      'media',
      () => true,
      (data) => (data.meanVolumeDb = -91),
    ),
  ),
  of(
    'M1.4-rungs',
    'a picture that stands still',
    once(
      'media',
      () => true,
      (data) => (data.frames = 1),
    ),
  ),
  of(
    'M1.4-rungs',
    'a rung without sound',
    once(
      'media',
      () => true,
      (data) => data.streams.pop(),
    ),
  ),
  of(
    'M1.4-rungs',
    'a rung too short',
    once(
      'media',
      () => true,
      (data) => (data.durationSeconds = 4),
    ),
  ),
  of(
    'M1.4-rungs',
    'squeezed to 16:9',
    once(
      'media',
      () => true,
      (data) => (data.streams[0].width = 640),
    ),
  ),
  of(
    'M1.4-published-whole',
    'left under _tmp',
    edit(
      'objects',
      ({ data }) => data.prefix.endsWith('_tmp/'),
      (data) => (data.keys = ['x']),
    ),
  ),
  of(
    'M1.4-progress-rises',
    'from 0 to 100 at once',
    edit(
      'http',
      ({ scenario, data }) => scenario === 'stage-4' && data.label === 'progress',
      (data) => (data.body.progress.percent = 100),
    ),
  ),
  of('M1.5-sent-once', 'two requests', (events) => [
    ...events,
    ...structuredClone(events.filter(({ scenario, kind }) => scenario === 'stage-5' && kind === 'provider')),
  ]),
  of(
    'M1.5-sent-once',
    'not signed',
    edit(
      'provider',
      ({ scenario }) => scenario === 'stage-5',
      (data) => (data.signed = false),
    ),
  ),
  of(
    'M1.5-second-delivery-taken',
    'never deleted',
    drop('wire', ({ data }) => data.action === 'DeleteMessageBatch'),
  ),
  of(
    'M1.5-recorded-once',
    'two rows',
    rows('stage-5', 'notifications', (row, data) => data.rows.push(row)),
  ),
  of(
    'M1.6-killed-in-the-middle',
    'everything was already there',
    rows('stage-6', 'student_count', (row) => (row.students = 24_000)),
  ),
  of(
    'M1.6-killed-in-the-middle',
    'the process lives',
    edit(
      'process',
      ({ scenario }) => scenario === 'stage-6',
      (data) => (data.alive = true),
    ),
  ),
  of(
    'M1.6-started-elsewhere',
    'eleven seconds',
    edit(
      'ledger',
      ({ scenario, data }) => scenario === 'stage-6' && data.query === 'job',
      (data) => (data.rows[0].started_at_ms += 3000),
    ),
  ),
  of(
    'M1.6-started-elsewhere',
    'by the same worker',
    edit(
      'ledger',
      ({ data }) => data.rows[0]?.owner_name === 'ai-2',
      (data) => (data.rows[0].owner_name = 'ai-1'),
    ),
  ),
  of(
    'P-09-visibility-unchanged',
    'the queue hides for 10 s',
    edit(
      'queue',
      ({ scenario }) => scenario === 'stage-6',
      (data) => (data.attributes.VisibilityTimeout = '10'),
    ),
  ),
  of(
    'P-02-live-job-keeps-its-message',
    'deleted while running',
    edit(
      'wire',
      ({ data }) => data.action === 'DeleteMessage' && data.queue === 'academy-ai-jobs-basic',
      (_, event) => (event.at -= 15_000),
    ),
  ),
  of(
    'P-02-live-job-keeps-its-message',
    'received only after the end',
    edit(
      'wire',
      ({ data }) => JSON.stringify(data.output ?? '').includes('again-handle'),
      (data) => (data.endedAt += 30_000),
    ),
  ),
  of(
    'M1.6-once',
    'one student twice',
    rows('stage-6', 'people', (row) => (row.students += 1)),
  ),
  of(
    'M1.7-dead',
    'for ever RETRYING',
    edit(
      'ledger',
      ({ data }) => data.rows[0]?.status === 'DEAD',
      (data) => (data.rows[0].status = 'RETRYING'),
    ),
  ),
  of(
    'M1.7-dead',
    'a storm without back-off',
    edit(
      'provider',
      ({ scenario }) => scenario === 'stage-7',
      (_, event) => (event.at = 0),
    ),
  ),
  of(
    'M1.7-in-the-dlq',
    'not there',
    drop('message', ({ data }) => data.body.includes('"job_id":"aaaaaaaa-0000-4000-8000-000000000007"')),
  ),
  of(
    'M1.7-in-the-dlq',
    'without a reason',
    edit(
      'message',
      ({ data }) => 'last_error' in data.attributes,
      (data) => (data.attributes = {}),
    ),
  ),
  of(
    'M1.7-in-the-dlq',
    'its own attributes are lost',
    edit(
      'message',
      ({ data }) => 'last_error' in data.attributes,
      (data) => delete data.attributes.tenant_id,
    ),
  ),
  of(
    'P-15-quarantine',
    'a pointer to a rule that does not exist',
    edit(
      'message',
      ({ data }) => 'contract_pointer' in data.attributes,
      (data) => (data.attributes.contract_pointer = 'schemas/nothing.json#/required'),
    ),
  ),
  of(
    'P-15-quarantine',
    'no pointer',
    edit(
      'message',
      ({ data }) => 'contract_pointer' in data.attributes,
      (data) => delete data.attributes.contract_pointer,
    ),
  ),
  of(
    'P-15-neighbours-flow',
    'a neighbour waits',
    edit(
      'ledger',
      ({ data }) => data.params[0] === 'aaaaaaaa-0000-4000-8000-000000000071',
      (data) => (data.rows[0].status = 'PENDING'),
    ),
  ),
]
