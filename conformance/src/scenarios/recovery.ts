import { observeProcess } from '../observe/processes.ts'
import { bodyOnTheWire } from './message-job.ts'
import { type Scenario, tenants } from './scenario.ts'
import { isTerminal, uploadRoster, watchProgress } from './watch.ts'

const tenant = tenants.saebit.id

/** Stage 6: the worker of a long import is killed between two committed chunks. */
export const recoveryScenario: Scenario = {
  id: 'stage-6',
  title: 'a worker is killed while it works',
  row: 'stage-6',
  needs: ['stage-3'],
  // Seconds are counted here: nothing heavy may run beside it.
  after: ['cap', 'tier', 'stage-4'],
  async run(context) {
    const { scenario, history, ledger, drive, queues, wire, contract } = context
    const roster = await context.fixtures.longRoster
    history.add(scenario, 'truth', { name: 'long_roster', value: { rows: roster.truth.total } })
    const jobId = await uploadRoster(context, tenant, 'upload_long', roster.file)
    context.mark('job', { job_id: jobId, tenant })
    const [row] = await ledger.until(scenario, 'job', [jobId], ([job]) => job?.status === 'RUNNING', 20, 50)
    const victim = String(row?.owner_name)

    // A second delivery of the same message while the first is worked on must never delete it (P-01, P-02).
    const { queue, body } = await bodyOnTheWire(context, jobId)
    const duplicate = await queues.send(scenario, queue, body, tenant)
    context.mark('duplicate_sent', { id: duplicate, job_id: jobId, queue })

    // In the middle: some chunks are committed, the last one is far away.
    const total = roster.truth.total
    await ledger.until(
      scenario,
      'student_count',
      [tenant],
      ([count]) => Number(count?.students) >= contract.chunkRows * 4,
      40,
      50,
    )
    const { pid } = await drive('worker.kill', { name: victim })
    context.mark('killed', {
      worker: victim,
      pid: Number(pid),
      owner_id: row?.owner_id,
      fence: row?.fence,
      job_id: jobId,
      total,
    })
    observeProcess(history, scenario, Number(pid), 'killed worker')
    await ledger.read(scenario, 'student_count', [tenant])
    await ledger.read(scenario, 'job', [jobId])
    await queues.attributes(scenario, queue)

    const again = ledger.until(
      scenario,
      'job',
      [jobId],
      ([job]) => isTerminal(job?.status) || (job?.status === 'RUNNING' && job.owner_name !== victim),
      40,
    )
    await again
    context.mark('running_again')
    await watchProgress(context, tenant, jobId, 60)
    await ledger.until(scenario, 'job', [jobId], ([job]) => isTerminal(job?.status), 5)
    await ledger.read(scenario, 'result', [jobId])
    await ledger.read(scenario, 'people', [tenant])
    await wire.drain()
  },
}
