import type { Endpoints } from './driver/client.ts'
import type { LiveView } from './terminal/live.ts'

/** Leaves the target up until Ctrl-C, and says where everything is; `lastLine` for programs that read along. */
export function keepUp(view: LiveView, endpoints: Endpoints, lastLine?: string): Promise<void> {
  view.line('kept up until Ctrl-C:')
  for (const name of [
    'api_url',
    'database_url',
    'redis_url',
    'sqs_endpoint',
    's3_endpoint',
    'provider_log_url',
  ] as const) {
    view.line(`  ${name.padEnd(18)} ${endpoints[name]}`)
  }
  if (lastLine !== undefined) view.line(lastLine)
  return new Promise((resolve) => {
    const hold = setInterval(() => undefined, 60_000)
    const done = (): void => {
      clearInterval(hold)
      resolve()
    }
    process.once('SIGINT', done)
    process.once('SIGTERM', done)
  })
}
