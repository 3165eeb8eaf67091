import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Unavailable } from '@academy/stack'
import { commandOf, runCommand } from './commands.ts'
import { copyTo, sayer } from './common-options.ts'
import { type Options, readOptions, usage } from './options.ts'
import { makePlan } from './plan/plan.ts'
import { planInWords, summary, violationsInWords } from './report.ts'
import { runChaos } from './run-chaos.ts'

// 0: every promise held. 1: one did not, or a minimum was not reached. 2: it could not be run. 130: interrupted.
const [name, ...rest] = process.argv.slice(2)
const command = commandOf(name)
process.exitCode = command ? await runCommand(command, rest) : await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  let options: Options
  try {
    options = readOptions(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`)
    return 2
  }
  const plan = makePlan(options.seed, options.seconds)
  if (options.plan) {
    console.log(options.json ? JSON.stringify(plan) : planInWords(plan))
    return 0
  }
  const say = sayer(options.json)
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())
  const { keep } = options
  try {
    const result = await runChaos({
      ...{ plan, say, signal: interrupted.signal },
      patch: {
        imports: options.imports.map((module) => pathToFileURL(resolve(module)).href),
        sql: options.sql.map((file) => readFileSync(file, 'utf8')),
      },
      ...(keep && { inspect: copyTo(keep) }),
    })
    const { evidence, judgement } = result
    if (judgement.violations.length > 0) say(violationsInWords(evidence, judgement))
    console.log(JSON.stringify(summary(evidence, judgement)))
    return judgement.violations.length > 0 ? 1 : 0
  } catch (error) {
    if (interrupted.signal.aborted) return 130
    console.error(error instanceof Unavailable ? error.message : error)
    return 2
  }
}
