import type { Mutant } from './mutant.ts'

// This module is loaded before the product's own in every patched process: it imports nothing of the product.

/** Every safety that is taken away, one at a time. */
export const mutants: readonly Mutant[] = [
  {
    name: 'transactions-without-fence',
    without: "law 7, P-07: the user's own transaction checks the fence",
    ...{ scenario: 'zombies', violation: 'stale_writes_accepted', write: 'user_table' },
    functions: [{ function: 'academy_assert_fence', from: 'IF NOT FOUND THEN', to: 'IF NOT FOUND AND false THEN' }],
  },
  {
    name: 'finish-without-fence',
    without: 'law 8, P-07: whoever ends a job checks the fence',
    ...{ scenario: 'zombies', violation: 'stale_writes_accepted' },
    sources: [
      {
        file: 'packages/sdk/src/lease/finish.ts',
        from: `\${assignments}, locked_by = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
       WHERE job_id = $1 AND fence = $2 AND status = 'RUNNING' RETURNING *`,
        to: `\${assignments}, locked_by = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
       WHERE job_id = $1 AND $2::bigint > 0 RETURNING *`,
      },
    ],
  },
  {
    name: 'batches-without-fence',
    without: 'law 8, P-07: results of a batch are taken under their fences',
    ...{ scenario: 'zombies', violation: 'stale_writes_accepted', write: 'result' },
    functions: [
      {
        function: 'academy_complete',
        from: `j.fence = d.fence AND j.status = 'RUNNING' AS held`,
        to: `NOT EXISTS (SELECT FROM job_results r WHERE r.job_id = j.job_id) AS held`,
      },
    ],
  },
  {
    name: 'renewal-without-fence',
    without: 'law 4, P-07: a lease is renewed under its fence',
    ...{ scenario: 'zombies', violation: 'stale_writes_accepted', write: 'job' },
    sources: [
      {
        file: 'packages/sdk/src/lease/claim.ts',
        from: `j.fence = r.fence AND j.status = 'RUNNING' RETURNING`,
        to: `r.fence > 0 RETURNING`,
      },
    ],
  },
  {
    name: 'progress-without-fence',
    without: 'law 7, P-07: an older fence cannot replace a document in Redis',
    ...{ scenario: 'zombies', violation: 'stale_writes_accepted', write: 'progress' },
    sources: [
      {
        file: 'packages/sdk/src/progress/write-script.ts',
        from: 'if fence < storedFence then return 0 end',
        to: '',
      },
    ],
  },
  {
    name: 'running-deleted',
    without: 'law 3, P-01: the message of a RUNNING job is postponed, never deleted',
    ...{ scenario: 'wire', violation: 'deleted_early' },
    sources: [
      {
        file: 'packages/sdk/src/worker/decision-table.ts',
        from: `running: { action: 'postpone', wait: 'lease_end', patience: 'none' }`,
        to: `running: { action: 'delete' }`,
      },
    ],
  },
  {
    name: 'ack-first',
    without: 'law 8, P-40: the message is deleted after the work, not before',
    ...{ scenario: 'wire', violation: 'deleted_early' },
    sources: [
      {
        file: 'packages/sdk/src/worker/worker.ts',
        from: 'const outcome = await run.outcome()',
        to: `await this.messages.delete(run.queueUrl ?? '', run.receiptHandle ?? '').catch(() => {})
    const outcome = await run.outcome()`,
      },
    ],
  },
  {
    name: 'quarantine-forgets',
    without: 'law 3, P-16: what is no message goes into quarantine before it is deleted',
    ...{ scenario: 'wire', violation: 'lost' },
    sources: [
      {
        file: 'packages/sdk/src/worker/message-decisions.ts',
        from: 'await quarantine(letterOf(received, reason))',
        to: 'void [quarantine, letterOf]',
      },
    ],
  },
  {
    name: 'letter-forgotten',
    without: 'law 1, P-05: an outbox row is deleted only after its message was sent',
    ...{ scenario: 'wire', violation: 'lost' },
    sources: [
      {
        file: 'packages/sdk/src/outbox/relay.ts',
        from: 'messages.filter((message) => !refused.has(message)).map(({ row }) => row.id)',
        to: 'messages.map(({ row }) => row.id)',
      },
    ],
  },
  {
    name: 'letter-without-death',
    without: 'law 9, P-13: a job whose attempts are used up is DEAD when its letter is written',
    ...{ scenario: 'wire', violation: 'unexpected_dlq' },
    sources: [
      {
        file: 'packages/sdk/src/lease/finish.ts',
        from: "`status = 'DEAD',",
        to: "`status = 'FAILED',",
      },
    ],
  },
  {
    name: 'snooze-burns-attempts',
    without: 'law 9, P-14: a job that puts itself off gets its attempt back',
    ...{ scenario: 'wire', violation: 'attempts_burned_by_operations' },
    sources: [
      {
        file: 'packages/sdk/src/lease/finish.ts',
        from: 'attempt = attempt - 1, snoozing_since',
        to: 'snoozing_since',
      },
    ],
  },
  {
    name: 'no-reaper',
    without: 'law 6, P-09: jobs of a dead worker are taken back',
    ...{ scenario: 'kills', violation: 'lost' },
    functions: [{ function: 'academy_reap', from: 'IF coalesce(p_judge', to: 'IF false AND coalesce(p_judge' }],
  },
  {
    name: 'reaper-burns-attempts',
    without: 'law 6, P-14: a job that is taken back gets its attempt back',
    ...{ scenario: 'kills', violation: 'attempts_burned_by_operations' },
    functions: [{ function: 'academy_take_back', from: 'attempt = j.attempt - 1, ', to: '' }],
  },
  {
    name: 'one-phase-receive',
    without: "law 2, P-10: a receive hides a message for seconds, not for the contract's whole visibility",
    ...{ scenario: 'claim', violation: 'redelivery_too_slow' },
    sources: [
      {
        file: 'packages/sdk/src/worker/queue-messages.ts',
        from: 'VisibilityTimeout: channels[channel].receiveVisibilitySeconds',
        to: 'VisibilityTimeout: 3600',
      },
    ],
  },
  {
    name: 'no-self-fencing',
    without: 'law 4, P-11: work whose lease is not confirmed is aborted before anybody else may start',
    ...{ scenario: 'partition', violation: 'overlapping_runs' },
    sources: [
      {
        file: 'packages/sdk/src/worker/heartbeat.ts',
        from: 'performance.now() - this.confirmedAt > this.abortAfterMs) {',
        to: 'this.confirmedAt < 0) {',
      },
    ],
  },
  {
    name: 'claim-judges',
    without: 'law 3, P-03: the claim never judges an owner dead',
    ...{ scenario: 'partition', violation: 'overlapping_runs' },
    functions: [
      {
        function: 'academy_claim_obstacle',
        from: `IF p_job.status = 'RUNNING' THEN RETURN 'running'; END IF;`,
        to: `IF p_job.status = 'RUNNING' THEN
    IF EXISTS (SELECT FROM workers w WHERE w.worker_id = p_job.locked_by AND w.beat_at > clock_timestamp() - interval '3.5 seconds')
    THEN RETURN 'running'; END IF;
    RETURN NULL;
  END IF;`,
      },
    ],
  },
  {
    name: 'shutdown-burns-attempts',
    without: 'law 10, P-14: a job that is handed back at a stop gets its attempt back',
    ...{ scenario: 'stop', violation: 'attempts_burned_by_operations' },
    sources: [
      {
        file: 'packages/sdk/src/lease/finish.ts',
        from: `due_at = clock_timestamp(), fence = fence + 1, attempt = attempt - 1,
       locked_by`,
        to: `due_at = clock_timestamp(), fence = fence + 1,
       locked_by`,
      },
    ],
  },
]
