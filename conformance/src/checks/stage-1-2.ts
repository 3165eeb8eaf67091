import { type Check, judging, show } from './check.ts'

type Named = { readonly kind: string; readonly name: string; readonly definition?: string }
const line = (row: Named): string => `${row.kind} ${row.name} ${row.definition ?? ''}`

/** Index definitions that M7 asks for; whatever they are called. */
const indexes = [
  /ON public\.students USING btree \(tenant_id, name, parent_phone\) WHERE \(deleted_at IS NULL\)/,
  /ON public\.students USING btree \(tenant_id, name, parent_phone\) WHERE \(deleted_at IS NOT NULL\)/,
  /ON public\.jobs USING btree \(tenant_id, status\)/,
  /ON public\.jobs USING btree \(tenant_id, job_id\)/,
  /ON public\.videos USING btree \(tenant_id, status\)/,
  /ON public\.videos USING btree \(session_id, status\)/,
]

export const databaseChecks: readonly Check[] = [
  {
    requirement: 'M1.1-schema-wiped',
    row: 'stage-1',
    title: 'nothing is left in the schema after the drop',
    scenarios: ['stage-1'],
    incidents: [],
    pointer: 'mission M1 stage 1',
    judge: judging((judge, history) => {
      const before = history.ledger('leftovers_before')[0]
      const after = history.ledger('leftovers_after')[0]
      judge.expect(before && before.data.rows.length > 0, 'nothing was there to be wiped, so nothing is proved', before)
      judge.expect(after, 'the schema was never read after the drop')
      const left = (after?.data.rows ?? []) as unknown as Named[]
      judge.expect(left.length === 0, `left after the drop: ${left.slice(0, 8).map(line).join(', ')}`, after)
    }),
  },
  {
    requirement: 'M1.2-migrations-succeed',
    row: 'stage-2',
    title: 'all migrations succeed, the second time as well',
    scenarios: ['stage-2'],
    incidents: ['P-21'],
    pointer: 'mission M1 stage 2',
    judge: judging((judge, history) => {
      const runs = history
        .in('stage-2')
        .of('driver')
        .filter(({ data }) => data.verb === 'db.migrate')
      judge.expect(runs.length === 2, `the migrations ran ${runs.length} times instead of twice`, ...runs)
      for (const run of runs) judge.expect(run.data.error === undefined, `a run failed: ${show(run.data.error)}`, run)
    }),
  },
  {
    requirement: 'M1.2-second-run-changes-nothing',
    row: 'stage-2',
    title: 'the catalogue after the second run equals that after the first',
    scenarios: ['stage-2'],
    incidents: [],
    pointer: 'mission M1 stage 2',
    judge: judging((judge, history) => {
      const once = history.ledger('catalogue_once')[0]
      const twice = history.ledger('catalogue_twice')[0]
      const first = ((once?.data.rows ?? []) as unknown as Named[]).map(line)
      const second = ((twice?.data.rows ?? []) as unknown as Named[]).map(line)
      judge.expect(first.length > 0, 'the migrations made nothing', once)
      const gone = first.filter((each) => !second.includes(each))
      const come = second.filter((each) => !first.includes(each))
      const difference = [...gone.map((each) => `- ${each}`), ...come.map((each) => `+ ${each}`)]
      judge.expect(difference.length === 0, `the second run changed: ${show(difference.slice(0, 6))}`, once, twice)
      judge.expect(first.length === second.length, 'the catalogues differ in size', once, twice)
    }),
  },
  {
    requirement: 'M7-indexes',
    row: 'stage-2',
    title: 'the indexes that the look-ups need exist',
    scenarios: ['stage-2'],
    incidents: [],
    pointer: 'mission M7',
    judge: judging((judge, history) => {
      const catalogue = history.ledger('catalogue_once')[0]
      const found = ((catalogue?.data.rows ?? []) as unknown as Named[]).filter(({ kind }) => kind === 'index')
      for (const wanted of indexes) {
        const there = found.some(({ definition }) => wanted.test(definition ?? ''))
        judge.expect(there, `no index ${wanted.source.replaceAll('\\', '')}`, catalogue)
      }
    }),
  },
]
