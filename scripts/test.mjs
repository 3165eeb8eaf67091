// Everything that must hold before a change lands. With arguments it is vitest alone: `npm test -- packages/api`.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './node-runtime.mjs'
import { finish, run } from './steps.mjs'

const given = process.argv.slice(2)
if (given.length > 0) {
  finish([await run('tests', 'vitest', ['run', ...given])])
} else {
  const folder = join(root, '.academy', 'test')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const results = join(folder, 'results.json')
  const junit = join(folder, 'junit.xml')
  const steps = [
    await run('types', 'tsc', ['-p', 'tsconfig.json']),
    await run('biome', 'biome', ['check', '.']),
    await run('house rules', 'node', ['lint/src/main.ts']),
    await run('generated code is up to date', 'node', ['codegen/src/main.ts', '--check']),
    await run('contract lint', 'node', ['codegen/src/contract.ts', 'lint']),
    await run('tests', 'vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
      '--reporter=junit',
      `--outputFile.junit=${junit}`,
    ]),
  ]
  const counted = count(results, steps)
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify({ ...counted, steps })}\n`)
  for (const line of counted.complaints) console.log(line)
  console.log(`${counted.passed} passed, ${counted.failed} failed`)
  process.exitCode = counted.failed === 0 ? 0 : 1
}

/** Every test and every step before them counts as one; what did not run counts as failed. */
function count(results, steps) {
  const others = steps.slice(0, -1)
  const failedSteps = others.filter(({ passed }) => !passed).length
  const complaints = []
  let tests = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
  try {
    tests = JSON.parse(readFileSync(results, 'utf8'))
  } catch (error) {
    complaints.push(`no test results: ${error.message}`)
  }
  const skipped = tests.numPendingTests + tests.numTodoTests
  if (skipped > 0) complaints.push(`${skipped} tests were skipped: a test that does not run counts as failed`)
  // Files that could not be loaded, and errors outside any test, have no failed test of their own.
  const broken = tests.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
  )
  for (const file of broken) complaints.push(`failed outside its tests: ${file.name}`)
  const passed = tests.numPassedTests + others.length - failedSteps
  let failed = tests.numFailedTests + skipped + broken.length + failedSteps
  if (failed === failedSteps && (tests.numPassedTests === 0 || !steps[steps.length - 1].passed)) {
    complaints.push('the test run itself failed')
    failed += 1
  }
  return { passed, failed, complaints }
}
