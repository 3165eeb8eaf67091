import { secretKeys } from '@academy/sdk/secrets'
import { createStorage } from '@academy/sdk/storage'
import type { WorkerHandlers, WorkerResources } from '@academy/sdk/worker'
import { createFailedRowsStore } from './adapters/failed-rows.ts'
import { createPasswordMaker } from './adapters/first-passwords.ts'
import { createPeopleStore } from './adapters/people/people-store.ts'
import { createRosterSource } from './adapters/roster-source.ts'
import { importRoster } from './application/import-roster.ts'

/** The handlers of the AI fleet. Loaded in the worker and in each child process of an isolated job. */
export async function createHandlers({ config }: WorkerResources): Promise<WorkerHandlers<'ai'>> {
  const storage = createStorage(config)
  const { initialPassword, oneTimeSecretKey } = config.imports
  const ports = {
    source: createRosterSource((key, signal) => storage.read(key, { signal })),
    people: createPeopleStore(),
    failedRows: createFailedRowsStore((key, body, contentType, signal) =>
      storage.upload({ key, body, contentType, signal }),
    ),
    passwords: createPasswordMaker(
      { INITIAL_PASSWORD: initialPassword },
      oneTimeSecretKey === undefined ? undefined : secretKeys(oneTimeSecretKey),
    ),
  }
  return {
    handlers: { excel_parsing: (job, context) => importRoster(job, context, ports) },
    close: async () => storage.close(),
  }
}
