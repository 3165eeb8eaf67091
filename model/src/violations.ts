/** What must never be. The first group is seen on a state, the second on a step, the third is about every future. */
export const violationMeanings = {
  double_commit: 'a job took effect twice',
  overlap: 'two handlers of one job work at the same time',
  limit_exceeded: 'more handlers work than the limit allows',
  attempt_burned: 'an attempt is gone, or the job is DEAD, without that many real failures',
  crash_invented: 'more crashes are counted than workers died, froze or were cut off',

  stale_write: 'a write under an old fence was accepted',
  deleted_live_message: 'the message of a job that has not ended was deleted',
  evidence_lost: 'a stray message was deleted without a copy in the dead-letter queue',
  run_without_claim: 'a handler was started without a claim',

  waits_for_grace: 'from here the job can end only after the grace for lost messages, though none was lost',
  waits_for_hour: 'from here the job can end only after an hour-long visibility or lease',
  never_ends: 'from here the job can never end, or the queue never empties, even without another fault',
} as const
export type Violation = keyof typeof violationMeanings
