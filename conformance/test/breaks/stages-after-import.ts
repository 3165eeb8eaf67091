import { type Break, drop, edit, of, once, rows } from './break.ts'

/** Stages 4 to 7: the video, the notices, the killed worker, the dead-letter queue. */
export const afterImport: readonly Break[] = [
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
