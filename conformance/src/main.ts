import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readArguments, UsageError, usage } from './arguments.ts'
import { bigbang, CannotRun } from './bigbang.ts'
import { loadContract } from './contract/load.ts'
import {
  applyDefect,
  type Defect,
  DefectError,
  listDefects,
  loadDefect,
  notesFolder,
  verifyApplied,
} from './defects/defect.ts'
import { runMutants } from './defects/run-mutants.ts'
import { keepUp } from './keep.ts'
import { summaryLine } from './report/summary.ts'
import { loadTarget, TargetError } from './target/target.ts'
import { LiveView } from './terminal/live.ts'
import { table } from './terminal/table.ts'

// Whatever breaks the suite itself is no verdict on the target.
process.on('uncaughtException', (error) => {
  process.stderr.write(`could not run: ${error.stack ?? error.message}\n`)
  process.exit(2)
})

const root = fileURLToPath(new URL('../..', import.meta.url))

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2))
  if (options.command === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if (options.command === 'mutants') return await runMutants(options.names)
  if (options.breakName === 'list') {
    process.stdout.write(`${listDefects().join('\n')}\n`)
    return 0
  }
  const defect: Defect | undefined = options.breakName === undefined ? undefined : loadDefect(options.breakName)
  const file = options.target ?? join(root, 'conformance/targets/reference.json')
  const target = loadTarget(file)
  const contract = loadContract(root)
  if (target.contractRevision !== contract.revision) {
    throw new TargetError(
      `${target.name} speaks contract ${target.contractRevision}, this suite judges ${contract.revision}`,
    )
  }
  const view = new LiveView(process.stdout)
  let summary = ''
  view.line(`Big Bang against ${target.name}, contract ${contract.revision}`)
  // From here on nothing knows whether a defect is planted: the target is just another target.
  const notes = defect ? notesFolder() : ''
  const wrapped = defect ? applyDefect(target, defect, notes) : target
  const { verdict } = await bigbang({
    target: wrapped,
    contract,
    reports: join(root, '.academy/bigbang'),
    setupSeconds: options.setupSeconds,
    view,
    async beforeStop(result, endpoints) {
      view.end()
      process.stdout.write(`${table(result.verdict, result.runSeconds, process.stdout.isTTY === true)}\n`)
      process.stdout.write('reports in .academy/bigbang\n')
      summary = summaryLine(result.verdict, result.setupSeconds, result.runSeconds)
      if (options.keep) await keepUp(view, endpoints, options.json ? summary : undefined)
    },
  })
  if (defect) verifyApplied(defect, notes)
  if (options.json && !options.keep) process.stdout.write(`${summary}\n`)
  return verdict.verdict === 'GO' ? 0 : 1
}

let code: number
try {
  code = await main()
} catch (error) {
  process.stderr.write(`could not run: ${describe(error)}\n`)
  code = 2
}
// Fixtures that nobody needs any more may still be in the making; nothing waits for them.
process.stdout.write('', () => process.exit(code))

/** Errors that the suite itself throws speak for themselves; anything else is a fault of the suite and shows its stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const expected =
    error instanceof CannotRun ||
    error instanceof UsageError ||
    /^ERR_PARSE_ARGS/.test(codeOf(error)) ||
    error instanceof TargetError ||
    error instanceof DefectError
  return expected ? error.message : (error.stack ?? error.message)
}

function codeOf(error: Error): string {
  return String((error as { code?: unknown }).code ?? '')
}
