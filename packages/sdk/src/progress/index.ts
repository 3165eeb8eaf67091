export type { ProgressDocumentUpdate, StatusUpdate } from './documents.ts'
export type { ProgressJob } from './progress-job.ts'
export { type KnownProgress, ProgressStore, type ProgressStoreOptions, type WriteOutcome } from './progress-store.ts'
