/** The words of the model. Each value is one byte of a state. */

/** A job row's status. RUNNING is the only one with an owner who works. */
export const Status = { pending: 0, running: 1, retrying: 2, done: 3, failed: 4, cancelled: 5, dead: 6 } as const
export const statusNames = ['PENDING', 'RUNNING', 'RETRYING', 'DONE', 'FAILED', 'CANCELLED', 'DEAD'] as const

export const isTerminal = (status: number): boolean => status >= Status.done
export const isWaiting = (status: number): boolean => status === Status.pending || status === Status.retrying

/**
 * Where a message stands. BRIEF is a visibility that ends within seconds (two-phase receive, back-off); LONG is the
 * contract's hour, which no recovery may wait for.
 */
export const Visibility = { none: 0, visible: 1, brief: 2, long: 3 } as const
export const visibilityNames = ['-', 'visible', 'hidden briefly', 'hidden for the hour'] as const

/** What a message speaks of: nothing (the slot is free), a job (1 + its index) or a stray message of some group. */
export const contentOfJob = (job: number): number => job + 1
export const jobOfContent = (content: number): number => content - 1
export const firstStray = 8
export const isStray = (content: number): boolean => content >= firstStray

/** A worker's process. */
export const Process = { down: 0, up: 1, frozen: 2 } as const
export const processNames = ['down', 'up', 'frozen'] as const

/**
 * A worker identity's beat as the database sees it. OLD: older than dead_after, so any reaper may declare it dead;
 * DECLARED: one did.
 */
export const Beat = { fresh: 0, old: 1, declared: 2 } as const
export const beatNames = ['', ' beat old', ' declared dead'] as const

/**
 * Whose name a row or a late request carries: nobody's, that of a worker slot's present identity (1, 2), or that of one
 * whose process or lease is gone: not yet declared dead, or declared.
 */
export const nobody = 0
export const gone = 3
export const goneAndDeclared = 4

/** What a worker is about to do. From `claimed` to `leaving` it holds a job; in the first two the handler may work. */
export const Step = {
  idle: 0,
  received: 1,
  claimed: 2,
  running: 3,
  completing: 4,
  retrying: 5,
  failing: 6,
  releasing: 7,
  recordingCrash: 8,
  leaving: 9,
  burying: 10,
  acknowledging: 11,
  postponing: 12,
  postponingLong: 13,
  handingBack: 14,
  quarantining: 15,
  sendingDeadLetter: 16,
  acknowledgingFirst: 17,
} as const
export const stepNames = [
  'idle',
  'received a message',
  'claimed',
  'runs the handler',
  'will complete',
  'will retry later',
  'will fail',
  'will release',
  'will record a crash',
  'leaves the job to others',
  'will bury',
  'will delete the message',
  'will postpone the message',
  'will postpone the message for the lease',
  'will hand the message back',
  'will copy to the dead-letter queue',
  'will send the dead letter itself',
  'will delete the message before completing',
] as const

export const holdsJob = (step: number): boolean => step >= Step.claimed && step <= Step.leaving
export const handlerWorks = (step: number): boolean => step === Step.claimed || step === Step.running

/** A request whose issuer has given up on it; it may still be executed. */
export const Request = {
  none: 0,
  claim: 1,
  complete: 2,
  retry: 3,
  fail: 4,
  release: 5,
  recordCrash: 6,
  bury: 7,
  delete: 8,
  show: 9,
  hideBriefly: 10,
  hideLong: 11,
} as const
export const requestNames = [
  'nothing',
  'claim',
  'complete',
  'retry later',
  'fail',
  'release',
  'record a crash',
  'bury',
  'delete',
  'visibility 0',
  'visibility: back-off',
  'visibility: the hour',
] as const
