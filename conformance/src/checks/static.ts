import type { EventOf } from '../history/events.ts'
import type { HistoryView } from '../history/history.ts'
import { databaseDrivers, databaseParts, frameworks, legacySwitch, sqlText, transitions } from '../static/lists.ts'
import { linesMatching } from '../static/text.ts'
import { type Check, type Judge, judging } from './check.ts'

type Source = EventOf<'source'>

const scenarios = ['sources']
const inCore = ({ data }: Source): boolean => /(^|\/)(domain|application)\//.test(data.file)
const inAdapters = ({ data }: Source): boolean => /(^|\/)adapters\//.test(data.file)
/** Entry code of a worker: what a process starts with, and where its handlers are put together. */
const isEntry = ({ data }: Source): boolean =>
  /workers\//.test(data.file) && /(^|\/)(main|handlers|index)\.ts$/.test(data.file)
/** Where a process is put together, outside the three layers: it hands a pool to an adapter, and has no SQL of its own. */
const isComposition = ({ data }: Source): boolean =>
  /^packages\/(api\/src|workers\/src\/\w+)\/[\w-]+\.ts$/.test(data.file)

const any = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text))

function forbidLines(judge: Judge, source: Source, patterns: readonly RegExp[], what: string): void {
  const hits = patterns.flatMap((pattern) => linesMatching(source.data.code, pattern))
  judge.expect(hits.length === 0, `${source.data.file}:${hits[0]} ${what}`, source)
}

function forbidImports(
  judge: Judge,
  source: Source,
  patterns: readonly RegExp[],
  what: string,
  valuesOnly = false,
): void {
  const hits = source.data.imports.filter(
    ({ specifier, typeOnly }) => any(patterns, specifier) && !(valuesOnly && typeOnly),
  )
  judge.expect(hits.length === 0, `${source.data.file}:${hits[0]?.line} ${what} ${hits[0]?.specifier}`, source)
}

const sources = (history: HistoryView): Source[] => history.of('source')

export const staticChecks: readonly Check[] = [
  {
    requirement: 'M2.4-legacy-gone',
    row: 'check-4',
    title: 'USE_LEGACY_AI_WORKER occurs nowhere',
    scenarios,
    incidents: [],
    pointer: 'mission M2 check 4',
    judge: judging((judge, history) => {
      // Comments are blanked out in `code`: a switch is only dead when no code reads it.
      for (const source of sources(history)) forbidLines(judge, source, [legacySwitch], 'names the legacy switch')
    }),
  },
  {
    requirement: 'M2.5-entry-changes-no-state',
    row: 'check-5',
    title: "the entry code of workers never changes a job's state itself",
    scenarios,
    incidents: ['P-03', 'P-07'],
    pointer: 'mission M2 check 5',
    judge: judging((judge, history) => {
      const entries = sources(history).filter(isEntry)
      for (const fleet of ['ai', 'video', 'messaging']) {
        judge.expect(
          entries.some(({ data }) => data.file.includes(`workers/src/${fleet}/`)),
          `the ${fleet} worker has no entry code`,
        )
      }
      for (const source of entries) forbidLines(judge, source, transitions, "changes a job's state in entry code")
      const others = sources(history).filter((source) => /workers\//.test(source.data.file) && !isEntry(source))
      for (const source of others) forbidLines(judge, source, transitions, "changes a job's state outside the SDK")
    }),
  },
  {
    requirement: 'M2.6-pure-core',
    row: 'check-6',
    title: 'domain and application code name no framework and no adapter',
    scenarios,
    incidents: [],
    pointer: 'mission M2 check 6',
    judge: judging((judge, history) => {
      for (const source of sources(history).filter(inCore)) {
        forbidImports(judge, source, frameworks, 'imports')
        forbidImports(judge, source, [/(^|\/)adapters\//], 'imports an adapter:')
        const inDomain = /(^|\/)domain\//.test(source.data.file)
        if (inDomain) forbidImports(judge, source, [/(^|\/)application\//], 'imports from the application:')
      }
    }),
  },
  {
    requirement: 'M2.7-database-in-adapters',
    row: 'check-7',
    title: "database drivers, the SDK's database functions and SQL text stand in adapters only",
    scenarios,
    incidents: [],
    pointer: 'mission M2 check 7',
    judge: judging((judge, history) => {
      for (const source of sources(history).filter((each) => !inAdapters(each) && each.data.file.endsWith('.ts'))) {
        forbidImports(judge, source, databaseDrivers, 'imports')
        forbidLines(judge, source, sqlText, 'has SQL text')
        if (!isComposition(source)) forbidImports(judge, source, databaseParts, 'imports', true)
      }
    }),
  },
]
