import type { Answer } from '../observe/api.ts'
import type { Row } from '../observe/ledger.ts'
import type { Context } from './scenario.ts'

const terminal = new Set(['DONE', 'FAILED', 'CANCELLED', 'DEAD'])

/** Whether a job of this status changes no more by a worker's hand. */
export const isTerminal = (status: unknown): boolean => terminal.has(String(status))

/**
 * Polls a job's progress endpoint, a little more often than a browser would, until it says that the job has ended.
 * @throws when `seconds` are over
 */
export async function watchProgress(
  { api, scenario, ledger }: Context,
  tenant: string,
  jobId: string,
  seconds: number,
  label = 'progress',
): Promise<Answer> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await api.ask(scenario, { label, operation: 'getJobProgress', params: { job_id: jobId }, tenant })
    if (answer.status === 200 && isTerminal(answer.body?.status)) return answer
    if (Date.now() > deadline) {
      const [row] = await ledger.read(scenario, 'job', [jobId])
      throw new Error(
        `job ${jobId} did not end within ${seconds} s: progress says ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}, the row says ${describe(row)}`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 120))
  }
}

const describe = (row: Row | undefined): string =>
  row ? `${row.status} attempt ${row.attempt} ${row.error_code ?? ''} ${row.error_message ?? ''}` : 'nothing'

/** Uploads a roster. @throws when it is not accepted, with the answer */
export async function uploadRoster(
  { api, scenario }: Context,
  tenant: string,
  label: string,
  file: Buffer,
  fields: Record<string, string> = {},
): Promise<string> {
  const form = new FormData()
  for (const [name, value] of Object.entries({ password_mode: 'fixed', ...fields })) form.set(name, value)
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  form.set('file', new Blob([new Uint8Array(file)], { type }), `${label}.xlsx`)
  const answer = await api.ask(scenario, { label, operation: 'bulkCreateStudentsFromExcel', tenant, form })
  return accepted(answer, label).job_id as string
}

/** The body of a 2xx answer. @throws when the target said anything else */
export function accepted(answer: Answer, label: string): Record<string, unknown> {
  if (answer.status >= 200 && answer.status < 300) return answer.body
  throw new Error(`${label}: expected 2xx, got ${answer.status} ${JSON.stringify(answer.body).slice(0, 400)}`)
}
