import type { Output } from '../codegen.ts'
import { loadContract } from '../contract/load.ts'
import { type LintReport, lint } from './lint.ts'
import { rules } from './rules.ts'

const usage = 'usage: contract lint [--json]'

/**
 * `pnpm contract lint [--json]`. With --json the only line is `{passed, rules, findings, notJudged}`.
 * @returns the exit code: 0 every rule holds, 1 findings, 2 the contract cannot be read or the arguments are wrong.
 */
export async function contractCommand(root: string, args: string[], output: Output): Promise<number> {
  const [command, ...options] = args
  if (command !== 'lint' || options.some((option) => option !== '--json')) {
    output.error(usage)
    return 2
  }
  try {
    const report = await lint(loadContract(root))
    const passed = report.findings.length === 0
    if (options.includes('--json')) output.log(JSON.stringify({ passed, rules: rules.length, ...report }))
    else print(report, output)
    return passed ? 0 : 1
  } catch (error) {
    output.error(`contract lint: ${(error as Error).message}`)
    return 2
  }
}

function print({ findings, notJudged }: LintReport, output: Output): void {
  for (const { rule, file, pointer, message } of findings) output.log(`${file}#${pointer}: ${message} [${rule}]`)
  if (notJudged.length > 0) output.log(`${notJudged.length} rules were not judged: mend the structure first`)
  output.log(
    findings.length === 0 ? `contract lint: ${rules.length} rules hold` : `contract lint: ${findings.length} findings`,
  )
}
