import { join } from 'node:path'

/** Where the processes of a run find what they share; the harness sets it in their environment. */
export interface Settings {
  readonly directory: string
  readonly planFile: string
  readonly historyFile: string
}

export const directoryVariable = 'CHAOS_DIRECTORY'

/** @throws Error in a process that the harness has not started */
export function settings(directory = process.env[directoryVariable]): Settings {
  if (!directory) throw new Error(`${directoryVariable} is not set: the harness starts this process`)
  return { directory, planFile: join(directory, 'plan.json'), historyFile: join(directory, 'history.ndjson') }
}
