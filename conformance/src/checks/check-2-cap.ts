import { type Check, judging, show } from './check.ts'
import { jobOf, lastRowOf, rowsOf } from './facts.ts'
import { deletions, handlesOfJob, visibilityChanges } from './wire.ts'

/** Seconds that an abort, the kill after it and the final transaction may take on a busy machine. */
const capSlackSeconds = 4

export const capChecks: readonly Check[] = [
  {
    requirement: 'M2.2-cap-in-the-contract',
    row: 'check-2',
    title: 'AI work may take 3600 seconds at most',
    scenarios: ['cap'],
    incidents: ['P-06'],
    pointer: 'asyncapi.yaml#/channels/aiJobsLite/x-policy/max_processing_seconds',
    judge: judging((judge, history, contract) => {
      for (const channel of contract.channels.filter(({ fleet }) => fleet === 'ai')) {
        judge.expect(channel.maxProcessingSeconds === 3600, `${channel.name}: ${channel.maxProcessingSeconds} s`)
      }
      const plain = jobOf(history, 'stage-3')
      const seen = plain && lastRowOf(history, plain.jobId)
      judge.expect(
        seen?.row.max_processing_seconds === 3600,
        `a job without its own cap has ${show(seen?.row.max_processing_seconds)} s`,
        seen?.event,
      )
    }),
  },
  {
    requirement: 'M2.2-cap-enforced',
    row: 'check-2',
    title: 'past its cap a job is failed, its message deleted, its renewal stopped, its process dead',
    scenarios: ['cap'],
    incidents: ['P-06', 'P-12'],
    pointer: 'schemas/error-codes.json#/x-codes/inference_timeout',
    judge: judging((judge, history) => {
      const job = jobOf(history, 'cap')
      if (!job) return
      const cap = Number(job.mark.data.detail.cap_seconds)
      const last = lastRowOf(history, job.jobId)
      judge.expect(last?.row.status === 'FAILED', `the row says ${show(last?.row.status)}`, last?.event)
      judge.expect(
        last?.row.error_code === 'inference_timeout',
        `the reason is ${show(last?.row.error_code)}`,
        last?.event,
      )
      const ran = rowsOf(history, job.jobId).find(({ row: seen }) => seen.status === 'RUNNING')
      const seconds = (Number(last?.row.finished_at_ms) - Number(ran?.row.started_at_ms)) / 1000
      judge.expect(
        seconds >= cap && seconds <= cap + capSlackSeconds,
        `it ended after ${seconds} s`,
        ran?.event,
        last?.event,
      )

      const handles = handlesOfJob(history, job.jobId)
      const deleted = deletions(history).filter(({ handle }) => handles.has(handle))
      judge.expect(deleted.length > 0, 'its message was not deleted', last?.event)
      const end = Math.min(...deleted.map(({ event }) => event.at))
      const late = visibilityChanges(history).filter(({ event, handle }) => handles.has(handle) && event.at > end)
      judge.expect(late.length === 0, 'its visibility was changed after the end', ...late.map(({ event }) => event))

      const work = history
        .in('cap')
        .of('process')
        .filter(({ data }) => data.role === 'work')
      judge.expect(work.length > 0, 'no process of the work was ever seen')
      for (const { data } of work) {
        const after = history
          .in('cap')
          .of('process')
          .filter((event) => event.data.pid === data.pid)
          .at(-1)
        judge.expect(after && !after.data.alive, `process ${data.pid} of the work lives on`, after)
      }
    }),
  },
]
