export { backoffSeconds } from './backoff.ts'
export { type Decision, decisionTable, type MessageFact } from './decision-table.ts'
export { done } from './done.ts'
export type { WorkerHealth } from './health-probe.ts'
export type { EndedRun, WorkerHooks } from './hooks.ts'
export type { HostMachine, Interruption } from './host-machine.ts'
export { memoryFlags } from './isolated-memory.ts'
export { type RunWorkerOptions, runWorker, runWorkerProcess } from './run-worker.ts'
export type {
  ClaimedJob,
  JobContext,
  JobDone,
  JobHandler,
  JobTypeOfFleet,
  ProgressUpdate,
  SettledHook,
  SettledJob,
  WorkerHandlers,
  WorkerModule,
  WorkerResources,
} from './types.ts'
export type { WorkGate } from './work-gate.ts'
export { Worker, type WorkerOptions } from './worker.ts'
