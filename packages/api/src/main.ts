import { loadConfig, redacted, secretLogPaths } from '@academy/sdk/config'
import { retry } from '@academy/sdk/contract'
import { AcademyError } from '@academy/sdk/errors'
import { pino } from 'pino'
import { type Api, startApi } from './start.ts'

/** The API process. It refuses to start with one line that says what is missing and how to get it, and exit code 1. */
const log = pino({ base: { service: 'academy-api' }, redact: { paths: [...secretLogPaths], censor: redacted } })

let api: Api | undefined
let stopping = false
// From the start: a process that is told to stop while it boots stops as well.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log.info({ signal }, 'stopping')
    stopping = true
    setTimeout(() => process.exit(1), retry.shutdownGraceSeconds * 1000).unref()
    void api?.stop().then(() => log.info('stopped'))
  })
}

try {
  api = await startApi(loadConfig(process.env, ['api']), log)
  log.info({ url: api.url }, 'listening')
  if (stopping) await api.stop()
} catch (error) {
  if (!(error instanceof AcademyError)) log.error({ err: error }, 'the boot failed')
  console.error(`academy-api cannot start: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
