import { type FleetName, type JobType, jobTypes } from '../contract/index.ts'
import { type AbortReason, JobAborted } from '../errors/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { asRunOf } from './current-run.ts'
import { type ExecutionResources, executeHandler } from './execute-handler.ts'
import type { IsolatedProcess, IsolatedProcessPool } from './isolated-process.ts'
import type { Work } from './job-run.ts'
import type { JobHandler, WorkerHandlers } from './types.ts'

/** Where jobs can run: in this process, or in a child that can be killed without it. */
export interface Workplaces extends ExecutionResources {
  readonly handlers: WorkerHandlers<FleetName>
  readonly isolated: IsolatedProcessPool | undefined
  /** Ends a handler of this process that ignores its signal. */
  readonly endStubborn: (jobId: string) => void
}

/** Starts a claimed job's handler where the contract wants it. */
export function startWork(job: JobRow, places: Workplaces): { work: Work; process?: IsolatedProcess } {
  if (jobTypes[job.jobType].isolated && places.isolated) {
    const process = places.isolated.take()
    return {
      process,
      work: {
        outcome: process.run(job),
        abort: (reason) => process.abort(reason),
        kill: () => void process.kill(),
        shared: false,
      },
    }
  }
  const controller = new AbortController()
  const handler = (places.handlers.handlers as Partial<Record<JobType, JobHandler<JobType>>>)[job.jobType]
  const { pool, progress, completions, log } = places
  let completing = false
  const onHandlerDone = () => {
    completing = true
  }
  const run = () => executeHandler(job, handler, controller.signal, { pool, progress, completions, log, onHandlerDone })
  const abort = (reason: AbortReason) => controller.abort(new JobAborted(reason))
  const kill = () => places.endStubborn(job.jobId)
  return { work: { outcome: asRunOf(job.jobId, run), abort, kill, shared: true, completing: () => completing } }
}
