import { randomUUID } from 'node:crypto'
import { descendants, observeProcess } from '../observe/processes.ts'
import { bodyOnTheWire } from './message-job.ts'
import { type Context, type Scenario, tenants } from './scenario.ts'
import { isTerminal, uploadRoster } from './watch.ts'

const owner = tenants.onnuri.id
const outsider = tenants.saebit.id
const capSeconds = 3
const requests = 1200

/** Check 2: a job that may run three seconds and has work for far longer. Meanwhile: progress without a statement (check 7). */
export const capScenario: Scenario = {
  id: 'cap',
  title: 'a job runs into its own time limit',
  row: 'check-2',
  needs: ['stage-3'],
  after: [],
  async run(context) {
    const { scenario, ledger, redis, wire, history, contract } = context
    const roster = await context.fixtures.capRoster
    const jobId = await uploadRoster(context, owner, 'upload_capped', roster.file, {
      max_processing_seconds: String(capSeconds),
    })
    context.mark('job', { job_id: jobId, tenant: owner, cap_seconds: capSeconds })
    const [row] = await ledger.until(
      scenario,
      'job',
      [jobId],
      ([job]) => job?.status === 'RUNNING' || isTerminal(job?.status),
      15,
      50,
    )
    const workers = await processesOfWorker(context, String(row?.owner_name))
    for (const { pid, command } of workers)
      history.add(scenario, 'process', { pid, alive: true, parent: null, command, role: 'work' })
    await observeDocuments(context, jobId)
    await countStatements(context, jobId)
    await observeDocuments(context, jobId)
    // One that ignores its cap is waited for: its worker must be free again for what follows.
    await ledger
      .until(scenario, 'job', [jobId], ([job]) => isTerminal(job?.status), capSeconds + 60)
      .catch(() => undefined)
    context.mark('ended')
    for (const document of contract.redis.documents.filter(({ key }) => key.includes('{job_id}'))) {
      await redis.document(scenario, keyOf(document.key, jobId))
    }
    // The work's own processes end with it; the worker lives on.
    await settle(() => workers.every(({ pid }) => !observeProcess(history, scenario, pid, 'work after the cap')), 3)
    await bodyOnTheWire(context, jobId)
    await wire.drain()
  },
}

const keyOf = (template: string, jobId: string): string =>
  template.replace('{tenant_id}', owner).replace('{job_id}', jobId)

async function observeDocuments({ redis, scenario, contract }: Context, jobId: string): Promise<void> {
  for (const document of contract.redis.documents) {
    if (document.key.includes('{job_id}')) await redis.document(scenario, keyOf(document.key, jobId))
  }
}

/** Processes below the worker that holds the job: the isolated work among them. */
async function processesOfWorker(
  { history }: Context,
  workerName: string,
): Promise<{ pid: number; command: string }[]> {
  const started = history
    .view()
    .of('driver')
    .find(({ data }) => data.verb === 'worker.start' && (data.args as { name?: string }).name === workerName)
  const pid = (started?.data.result as { pid?: number } | undefined)?.pid
  if (pid === undefined) throw new Error(`no worker process is known as ${workerName}`)
  let found = descendants(pid)
  await settle(() => {
    found = descendants(pid)
    return found.length > 0
  }, 2)
  return found
}

async function settle(done: () => boolean, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!done() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** The count of the API's statements once what earlier requests still had to do is done. */
async function whenQuiet({ ledger, scenario, endpoints }: Context): Promise<number> {
  let calls = await ledger.statementsOf(scenario, endpoints.api_role)
  for (let look = 0; look < 8; look++) {
    await new Promise((resolve) => setTimeout(resolve, 150))
    const now = await ledger.statementsOf(scenario, endpoints.api_role)
    if (now === calls) break
    calls = now
  }
  return calls
}

/** Asks for progress a thousand times and more, of four kinds, with the API's statements counted before and after. */
async function countStatements(context: Context, runningJob: string): Promise<void> {
  const { gate, ledger, scenario, endpoints, history } = context
  const finishedJob = String(history.view().in('stage-3').mark('job')?.data.detail.job_id)
  const kinds = [
    { label: 'counted_running', tenant: owner, id: () => runningJob },
    { label: 'counted_finished', tenant: tenants.hanbit.id, id: () => finishedJob },
    { label: 'counted_unknown', tenant: owner, id: () => randomUUID() },
    { label: 'counted_other_tenant', tenant: outsider, id: () => finishedJob },
  ]
  await gate.alone(async () => {
    const before = await whenQuiet(context)
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < requests) {
        const kind = kinds[next++ % kinds.length] as (typeof kinds)[number]
        await context.api.ask(scenario, {
          label: kind.label,
          operation: 'getJobProgress',
          params: { job_id: kind.id() },
          tenant: kind.tenant,
        })
      }
    }
    await Promise.all(Array.from({ length: 6 }, lane))
    const after = await ledger.statementsOf(scenario, endpoints.api_role)
    context.mark('statements_counted', { role: endpoints.api_role, before, after, requests })
  })
}
