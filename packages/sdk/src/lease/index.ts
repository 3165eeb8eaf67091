export { abandonIdentity } from './abandon.ts'
export { loadCheckpoint, saveCheckpoint } from './checkpoint.ts'
export {
  type ClaimAnswer,
  type ClaimLimits,
  type ClaimOrder,
  type ClaimRequest,
  claimJobs,
  type RowFact,
  renewLeases,
} from './claim.ts'
export { type CompletedAndClaimed, completeAndClaim } from './complete-and-claim.ts'
export { type Completion, completeJobs, type MessageHandle } from './complete-jobs.ts'
export { type Claim, fencedTransaction } from './fenced-transaction.ts'
export {
  askAgain,
  buryClaimedJob,
  buryWaitingJob,
  completeJob,
  failJob,
  freeSlot,
  type InSameTransaction,
  type JobFailure,
  recordCrash,
  releaseJob,
  retryJobLater,
  snoozeJob,
} from './finish.ts'
export type { LeftBehind } from './left-behind.ts'
export {
  beat,
  endWorkerIdentity,
  type HeldRow,
  nameTaken,
  reap,
  startWorkerIdentity,
  type WorkerIdentity,
} from './worker-identity.ts'
