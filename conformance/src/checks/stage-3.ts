import type { RosterTruth } from '../fixtures/roster.ts'
import { type Check, judging, show } from './check.ts'
import { jobOf, lastRowOf, percentsOf, problemCode } from './facts.ts'
import { deletions, handlesOfJob, receipts, sends } from './wire.ts'

const scenarios = ['stage-3']
const row = 'stage-3'

export const rosterChecks: readonly Check[] = [
  {
    requirement: 'M1.3-done',
    row,
    title: 'the job goes from the API over its queue and a worker to DONE',
    scenarios,
    incidents: ['P-17', 'P-20'],
    pointer: 'asyncapi.yaml#/channels/aiJobsPremium',
    judge: judging((judge, history, contract) => {
      const job = jobOf(history, 'stage-3')
      judge.expect(job, 'no job was created')
      if (!job) return
      const last = lastRowOf(history, job.jobId)
      judge.expect(
        last?.row.status === 'DONE',
        `the row says ${show(last?.row.status)} ${show(last?.row.error_code)}`,
        last?.event,
      )
      const channel = contract.channels.find(({ fleet, tier }) => fleet === 'ai' && tier === last?.row.tier)
      const sent = sends(history).filter(({ body }) => body.includes(job.jobId))
      judge.expect(sent.length > 0, 'its message was never sent')
      for (const { event, queue, body, groupId } of sent) {
        judge.expect(queue === channel?.queueName, `sent to ${queue} instead of ${channel?.queueName}`, event)
        judge.expect(groupId === job.tenant, `MessageGroupId is ${show(groupId)} instead of the tenant`, event)
        for (const { pointer, message } of contract.schemas.validate('messages/ai-job.json', JSON.parse(body))) {
          judge.expect(false, `the message breaks ${pointer}: ${message}`, event)
        }
      }
      const handles = handlesOfJob(history, job.jobId)
      judge.expect(
        deletions(history).some(({ handle }) => handles.has(handle)),
        'its message was never deleted',
      )
    }),
  },
  {
    requirement: 'M1.3-rows',
    row,
    title: 'every student of the file is there, exactly as the file says',
    scenarios,
    incidents: ['P-41'],
    pointer: 'asyncapi.yaml#/x-bulk-imports/students',
    judge: judging((judge, history) => {
      const truth = history.truth<RosterTruth>('roster')
      const read = history.in('stage-3').ledger('students').at(-1)
      judge.expect(truth && truth.students.length >= 300, 'the roster has fewer than 300 students')
      judge.expect(read, 'the students were never read')
      if (!truth || !read) return
      const there = read.data.rows.map(studentLine)
      const wanted = truth.students.map((student) =>
        studentLine({
          name: student.name,
          parent_phone: student.parentPhone,
          student_phone: student.studentPhone,
          school: student.school,
          school_type: student.schoolType,
          grade: student.grade,
          gender: student.gender,
        }),
      )
      compareLists(judge.expect.bind(judge), 'students', wanted, there, read)
    }),
  },
  {
    requirement: 'M1.3-result',
    row,
    title: 'counts and row numbers of the result equal the known truth, in the table and in the detail endpoint',
    scenarios,
    incidents: ['P-18', 'P-41'],
    pointer: 'schemas/results/excel-parsing.json',
    judge: judging((judge, history, contract) => {
      const truth = history.truth<RosterTruth>('roster')
      const stored = history.in('stage-3').ledger('result').at(-1)
      const detail = history.in('stage-3').http('detail').at(-1)
      const results = [
        [stored, stored?.data.rows[0]?.result],
        [detail, (detail?.data.body as { result?: unknown } | undefined)?.result],
      ] as const
      for (const [event, result] of results) {
        judge.expect(result, 'there is no result', event)
        if (!result || !truth) continue
        const violations = contract.schemas.validate('results/excel-parsing.json', result)
        judge.expect(
          violations.length === 0,
          `the result breaks ${violations[0]?.pointer}: ${violations[0]?.message}`,
          event,
        )
        const { total, created, restored, duplicates, failed } = result as Record<string, number> & {
          failed: FailedRow[]
        }
        const counts = { total, created, restored, duplicates }
        const wanted = { total: truth.total, created: truth.students.length, restored: 0, duplicates: truth.duplicates }
        judge.expect(show(counts) === show(wanted), `counts are ${show(counts)}, not ${show(wanted)}`, event)
        const lines = (failed ?? []).map(({ row: number, code }) => `${number} ${code}`)
        compareLists(
          judge.expect.bind(judge),
          'failed rows',
          truth.failed.map(({ row: number, code }) => `${number} ${code}`),
          lines,
          event,
        )
      }
    }),
  },
  {
    requirement: 'M1.3-people',
    row,
    title: 'siblings share a parent, everybody has an account and a membership, nobody has two',
    scenarios,
    incidents: ['P-42'],
    pointer: 'asyncapi.yaml#/x-bulk-imports/students/match_key',
    judge: judging((judge, history) => {
      const truth = history.truth<RosterTruth>('roster')
      const people = history.in('stage-3').ledger('people').at(-1)
      const found = people?.data.rows[0]
      judge.expect(found && truth, 'the people were never read')
      if (!found || !truth) return
      const students = truth.students.length
      const wanted = {
        students,
        different_students: students,
        parents: truth.parents,
        users: students + truth.parents,
        student_memberships: students,
        parent_memberships: truth.parents,
      }
      for (const [name, count] of Object.entries(wanted)) {
        judge.expect(found[name] === count, `${name}: ${show(found[name])} instead of ${count}`, people)
      }
    }),
  },
  {
    requirement: 'P-22-progress-moves',
    row,
    title: 'progress is written, moves and never goes back within one run',
    scenarios: ['stage-3'],
    incidents: ['P-22'],
    pointer: 'asyncapi.yaml#/x-steps/excel_parsing',
    judge: judging((judge, history) => {
      const seen = percentsOf(history, 'stage-3')
      judge.expect(seen.length > 0, 'no client ever saw a percent')
      judge.expect(
        seen.at(-1)?.percent === 100,
        `the last percent is ${show(seen.at(-1)?.percent)}`,
        seen.at(-1)?.event,
      )
      for (const [index, now] of seen.entries()) {
        const before = seen[index - 1]
        if (!before || before.fence !== now.fence) continue
        judge.expect(
          now.percent >= before.percent,
          `went back from ${before.percent} to ${now.percent}`,
          before.event,
          now.event,
        )
      }
    }),
  },
  {
    requirement: 'P-23-pending-first',
    row,
    title: 'PENDING is visible before the message is received for the first time',
    scenarios,
    incidents: ['P-23'],
    pointer: 'asyncapi.yaml#/x-redis/documents/jobStatus',
    judge: judging((judge, history) => {
      const job = jobOf(history, 'stage-3')
      const poll = history.in('stage-3').http('first_poll')[0]
      const status = (poll?.data.body as { status?: string } | undefined)?.status
      judge.expect(
        poll?.data.status === 200 && status === 'PENDING',
        `the first poll says ${poll?.data.status} ${show(status)}`,
        poll,
      )
      const received = receipts(history).find(({ body }) => job && body.includes(job.jobId))
      judge.expect(received, 'the message was never received')
      const answeredAt = received?.event.data.endedAt ?? received?.event.at ?? 0
      judge.expect(
        poll && answeredAt >= poll.at,
        'a worker had the message before the first poll was answered',
        poll,
        received?.event,
      )
    }),
  },
  {
    requirement: 'P-25-strangers',
    row,
    title: 'without a token 401; another tenant learns nothing',
    scenarios,
    incidents: ['P-25', 'P-26'],
    pointer: 'openapi.yaml#/components/responses/NotFound',
    judge: judging((judge, history) => {
      const expected = [
        ['progress_of_another_tenant', 404, 'progress_not_found'],
        ['progress_of_nothing', 404, 'progress_not_found'],
        ['progress_without_token', 401, 'unauthenticated'],
        ['detail_of_another_tenant', 404, 'job_not_found'],
        ['detail_without_token', 401, 'unauthenticated'],
      ] as const
      for (const [label, status, code] of expected) {
        const answer = history.in('stage-3').http(label)[0]
        const said = `${answer?.data.status} ${show(problemCode(answer))}`
        judge.expect(
          answer?.data.status === status && problemCode(answer) === code,
          `${label}: ${said} instead of ${status} ${code}`,
          answer,
        )
      }
    }),
  },
  {
    requirement: 'M5-refused-at-the-door',
    row,
    title: 'a file of the wrong type or size is refused, and nothing of it is kept',
    scenarios,
    incidents: [],
    pointer: 'openapi.yaml#/components/responses/TooLarge',
    judge: judging((judge, history) => {
      for (const label of ['upload_of_no_workbook', 'upload_too_large']) {
        const answer = history.in('stage-3').http(label)[0]
        const status = answer?.data.status ?? 0
        judge.expect(status >= 400 && status < 500, `${label}: ${status} instead of 4xx`, answer)
        judge.expect(typeof problemCode(answer) === 'string', `${label}: the answer carries no code`, answer)
      }
      const left = history.in('stage-3').of('objects')[0]
      judge.expect(left?.data.keys.length === 0, `kept: ${show(left?.data.keys)}`, left)
    }),
  },
]

interface FailedRow {
  readonly row: number
  readonly code: string
}

const studentLine = (student: Record<string, unknown>): string =>
  ['name', 'parent_phone', 'student_phone', 'school', 'school_type', 'grade', 'gender']
    .map((column) => student[column] ?? '-')
    .join('|')

type Expect = (fact: unknown, message: string, ...evidence: never[]) => void

function compareLists(expect: Expect, what: string, wanted: string[], there: string[], ...evidence: unknown[]): void {
  const left = [...there]
  const missing = wanted.filter((each) => {
    const at = left.indexOf(each)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  expect(
    missing.length === 0,
    `${what}: ${missing.length} missing, such as ${show(missing.slice(0, 3))}`,
    ...(evidence as never[]),
  )
  expect(
    left.length === 0,
    `${what}: ${left.length} too many, such as ${show(left.slice(0, 3))}`,
    ...(evidence as never[]),
  )
}
