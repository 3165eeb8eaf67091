import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { catcherOf, DefectError, listDefects } from './defect.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/**
 * Runs the Big Bang once for each planted defect and compares who caught it with who should have: the suite's own test.
 * @returns 0 when every defect was caught by exactly its line and nothing crashed, else 1
 */
export async function runMutants(names: readonly string[]): Promise<number> {
  const known = listDefects()
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new DefectError(`no defect is called ${unknown.join(', ')}`)
  let wrong = 0
  for (const name of names.length > 0 ? names : known) {
    const { code, line } = await runOne(name)
    const wanted = catcherOf(name)
    const caughtBy = caughtIn(line)
    const right = code === 1 && caughtBy?.length === 1 && caughtBy[0] === wanted
    if (!right) wrong += 1
    const found = caughtBy === undefined ? `no verdict: ${line}` : caughtBy.join(', ') || 'nobody'
    process.stdout.write(
      `${right ? 'caught' : 'WRONG '}  ${name.padEnd(26)} by ${found}${right ? '' : `, not by ${wanted}`}\n`,
    )
  }
  return wrong === 0 ? 0 : 1
}

/** The exit code and the last line of one run. */
function runOne(name: string): Promise<{ code: number | null; line: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, 'bigbang', '--json', '--break', name], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, line: output.trimEnd().split('\n').at(-1) ?? '' }))
  })
}

function caughtIn(line: string): readonly string[] | undefined {
  try {
    return (JSON.parse(line) as { caught_by: string[] }).caught_by
  } catch {
    return undefined
  }
}
