import { randomUUID } from 'node:crypto'
import { type Context, type Scenario, tenants } from './scenario.ts'
import { uploadRoster, watchProgress } from './watch.ts'

const owner = tenants.hanbit.id
const outsider = tenants.saebit.id

/** Stage 3: one AI job, from the upload to the rows. */
export const rosterScenario: Scenario = {
  id: 'stage-3',
  title: 'one AI job: a roster of three hundred students',
  row: 'stage-3',
  needs: ['boot'],
  after: [],
  async run(context) {
    const { scenario, history, ledger, redis, queues, contract, drive, target } = context
    for (const channel of contract.channels) await queues.attributes(scenario, channel.queueName)
    const roster = await context.fixtures.mixedRoster
    history.add(scenario, 'truth', { name: 'roster', value: roster.truth })
    await refusals(context)

    const jobId = await uploadRoster(context, owner, 'upload_roster', roster.file)
    context.mark('job', { job_id: jobId, tenant: owner })
    // No worker runs yet: the first poll of a client must already find something (P-23).
    await ask(context, 'first_poll', owner, jobId)
    await observeDocuments(context, jobId)
    await ledger.read(scenario, 'job', [jobId])

    for (let index = 1; index <= target.processes.ai; index++) {
      await drive('worker.start', { fleet: 'ai', name: `ai-${index}` })
    }
    await watchProgress(context, owner, jobId, 40)
    await ledger.until(scenario, 'job', [jobId], ([row]) => row?.status === 'DONE', 5)
    await context.api.ask(scenario, { label: 'detail', operation: 'getJob', params: { job_id: jobId }, tenant: owner })
    await ledger.read(scenario, 'result', [jobId])
    await ledger.read(scenario, 'students', [owner])
    await ledger.read(scenario, 'people', [owner])
    await observeDocuments(context, jobId)
    await strangers(context, jobId)
    await redis.keys(scenario)
  },
}

async function observeDocuments({ redis, scenario, contract }: Context, jobId: string): Promise<void> {
  for (const document of contract.redis.documents) {
    if (!document.key.includes('{job_id}')) continue
    await redis.document(scenario, document.key.replace('{tenant_id}', owner).replace('{job_id}', jobId))
  }
}

const ask = ({ api, scenario }: Context, label: string, tenant: string | null, jobId: string) =>
  api.ask(scenario, { label, operation: 'getJobProgress', params: { job_id: jobId }, tenant })

/** What nobody but the owner may see (P-25, P-26). */
async function strangers(context: Context, jobId: string): Promise<void> {
  const { api, scenario } = context
  const detail = { operation: 'getJob', params: { job_id: jobId } }
  await ask(context, 'progress_of_another_tenant', outsider, jobId)
  await ask(context, 'progress_without_token', null, jobId)
  await ask(context, 'progress_of_nothing', owner, randomUUID())
  await api.ask(scenario, { label: 'detail_of_another_tenant', ...detail, tenant: outsider })
  await api.ask(scenario, { label: 'detail_without_token', ...detail, tenant: null })
}

/** What must be refused at the door, with nothing left in the object store. */
async function refusals({ api, scenario, objects, contract }: Context): Promise<void> {
  const upload = async (label: string, name: string, content: Uint8Array<ArrayBuffer>) => {
    const form = new FormData()
    form.set('file', new Blob([content]), name)
    await api.ask(scenario, { label, operation: 'bulkCreateStudentsFromExcel', tenant: owner, form })
  }
  await upload('upload_of_no_workbook', 'roster.xlsx', new TextEncoder().encode('name,phone\n'))
  await upload('upload_too_large', 'roster.xlsx', tooLarge())
  const [prefix = ''] = contract.rosterTemplate.replace('{tenant_id}', owner).split('{uuid}')
  await objects.below(scenario, prefix)
}

function tooLarge(): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(10 * 1024 * 1024 + 1)
  content.set([0x50, 0x4b, 0x03, 0x04])
  return content
}
