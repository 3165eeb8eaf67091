import { type Check, judging, show } from './check.ts'
import { jobOf, lastRowOf, rowsOf } from './facts.ts'
import { deletions, handlesOfJob, receipts } from './wire.ts'

const row = 'stage-6'
const scenarios = ['stage-6']
const minimumRows = 20_000

export const recoveryChecks: readonly Check[] = [
  {
    requirement: 'M1.6-killed-in-the-middle',
    row,
    title: 'the worker was killed after its first and before its last committed chunk, and it is gone',
    scenarios,
    incidents: ['P-43'],
    pointer: 'asyncapi.yaml#/x-bulk-imports/students/chunk_rows',
    judge: judging((judge, history, contract) => {
      const killed = history.in('stage-6').mark('killed')
      judge.expect(killed, 'no worker was killed')
      if (!killed) return
      const total = Number(killed.data.detail.total)
      judge.expect(total >= minimumRows, `the roster has only ${total} rows`, killed)
      const after = history
        .in('stage-6')
        .ledger('student_count')
        .find(({ seq }) => seq > killed.seq)
      const committed = Number(after?.data.rows[0]?.students)
      judge.expect(committed >= contract.chunkRows, `only ${committed} rows were committed at the kill`, after)
      judge.expect(committed < total, `all ${committed} rows were already there at the kill`, after)
      const process = history
        .in('stage-6')
        .of('process')
        .find(({ data }) => data.pid === killed.data.detail.pid)
      judge.expect(process && !process.data.alive, 'the killed process lives', process)
    }),
  },
  {
    requirement: 'M1.6-started-elsewhere',
    row,
    title: 'another process starts the job again within the recovery goal',
    scenarios,
    incidents: ['P-02', 'P-09'],
    pointer: 'asyncapi.yaml#/x-fleets/ai/recovery_goal_seconds',
    judge: judging((judge, history, contract) => {
      const killed = history.in('stage-6').mark('killed')
      const job = jobOf(history, 'stage-6')
      const goal = contract.fleets.get('ai')?.recoveryGoalSeconds ?? 0
      if (!killed || !job) return
      const before = Number(killed.data.detail.fence)
      const again = rowsOf(history, job.jobId).find(
        ({ event, row: now }) =>
          event.seq > killed.seq && now.started_at_ms !== null && Number(now.fence) > before && now.owner_name,
      )
      judge.expect(again, 'nobody started the job again', killed)
      if (!again) return
      judge.expect(again.row.owner_name !== killed.data.detail.worker, 'the same worker holds it', again.event)
      const seconds = (Number(again.row.started_at_ms) - killed.at) / 1000
      judge.expect(
        seconds <= goal,
        `started again after ${seconds.toFixed(1)} s; the goal is ${goal} s`,
        killed,
        again.event,
      )
      judge.expect(seconds >= 0, 'the job was started again before the kill', killed, again.event)
    }),
  },
  {
    requirement: 'P-09-visibility-unchanged',
    row,
    title: 'the queue keeps its long visibility all the while',
    scenarios,
    incidents: ['P-09'],
    pointer: 'asyncapi.yaml#/channels/aiJobsBasic/bindings/sqs/queue/visibilityTimeout',
    judge: judging((judge, history, contract) => {
      const seen = history.in('stage-6').of('queue')
      for (const event of seen) {
        const channel = contract.channels.find(({ queueName }) => queueName === event.data.name)
        const live = Number(event.data.attributes.VisibilityTimeout)
        judge.expect(live === channel?.visibilitySeconds, `${event.data.name} has ${live} s`, event)
      }
    }),
  },
  {
    requirement: 'P-02-live-job-keeps-its-message',
    row,
    title: 'a second delivery of a running job is put back, not deleted',
    scenarios,
    incidents: ['P-01', 'P-02', 'P-03'],
    pointer: 'design §3 law 3, RUNNING',
    judge: judging((judge, history) => {
      const job = jobOf(history, 'stage-6')
      const sent = history.in('stage-6').mark('duplicate_sent')
      judge.expect(sent, 'no second delivery was sent')
      if (!job || !sent) return
      const received = receipts(history).filter(({ messageId }) => messageId === sent.data.detail.id)
      judge.expect(received.length > 0, 'nobody received the second delivery', sent)
      const finished = Number(lastRowOf(history, job.jobId)?.row.finished_at_ms ?? Number.POSITIVE_INFINITY)
      const handles = handlesOfJob(history, job.jobId)
      for (const { event, handle } of deletions(history)) {
        if (!handles.has(handle)) continue
        judge.expect(event.at >= finished - 1, 'a message of the job was deleted while the job was alive', event)
      }
      const whileAlive = received.filter(({ event }) => (event.data.endedAt ?? event.at) < finished)
      judge.expect(whileAlive.length > 0, 'the second delivery was received only after the end', sent)
    }),
  },
  {
    requirement: 'M1.6-once',
    row,
    title: 'the job ends once, and every student of the roster exists once',
    scenarios,
    incidents: ['P-03', 'P-42', 'P-43'],
    pointer: 'mission M1 stage 6',
    judge: judging((judge, history) => {
      const job = jobOf(history, 'stage-6')
      const rows = history.truth<{ rows: number }>('long_roster')?.rows
      const last = job && lastRowOf(history, job.jobId)
      judge.expect(
        last?.row.status === 'DONE',
        `the job says ${show(last?.row.status)} ${show(last?.row.error_code)}`,
        last?.event,
      )
      const stored = history.in('stage-6').ledger('result').at(-1)
      // How many results there are is check 8's to say.
      const result = stored?.data.rows[0]?.result as Record<string, unknown> | undefined
      judge.expect(result?.total === rows && result?.created === rows, `the result counts ${show(result)}`, stored)
      const people = history.in('stage-6').ledger('people').at(-1)
      const found = people?.data.rows[0]
      judge.expect(found?.students === rows, `${show(found?.students)} students instead of ${rows}`, people)
      judge.expect(
        found?.different_students === rows,
        `only ${show(found?.different_students)} different students`,
        people,
      )
      judge.expect(found?.student_memberships === rows, `${show(found?.student_memberships)} memberships`, people)
    }),
  },
]
