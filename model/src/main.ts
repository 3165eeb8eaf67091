import { decisionTable } from '@academy/sdk/worker'
import { checkRemovals } from './check-removals.ts'
import { checkSuites } from './check-suites.ts'
import { type Options, readOptions, usage } from './options.ts'
import { consoleOutput } from './output.ts'
import { removals } from './removals.ts'
import { fullSuites, singlesSuite } from './suites.ts'
import { modelTable } from './table.ts'

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  let options: Options
  try {
    options = readOptions(argv)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    return 2
  }
  const { command, rules, threads, json } = options
  const out = consoleOutput(json)
  const table = modelTable(decisionTable)
  try {
    if (command === 'all') return await checkSuites(fullSuites(table), threads, out)
    if (command === 'singles') return await checkSuites([singlesSuite(table)], threads, out)
    const all = removals(fullSuites(table), decisionTable)
    const wanted = rules.length === 0 ? all : all.filter(({ rule }) => rule !== null && rules.includes(rule))
    return await checkRemovals(wanted, threads, out)
  } catch (error) {
    console.error(error)
    return 2
  }
}
