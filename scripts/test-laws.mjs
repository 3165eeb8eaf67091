// The tests that show the laws of a job, those that take a minute included. `pnpm test:laws --list` says which they are;
// words after it choose among what is shown: `pnpm test:laws outages blocked`.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './node-runtime.mjs'
import { run } from './steps.mjs'

const sdk = (...names) => names.map((name) => `packages/sdk/test/${name}.test.ts`)

const laws = {
  'every cell of the decision table': sdk('worker/decision-cells', 'dead-letters/redrive-table'),
  'claims, limits, fence': sdk(
    'lease/claims',
    'lease/batches',
    'worker/runtime',
    'worker/batches',
    'worker/backlog',
    'worker/renewal',
    'worker/worker-api',
  ),
  'recovery from a kill, a freeze, a restart': sdk(
    'worker/runtime',
    'worker/between-receive-and-claim',
    'worker/newcomer',
    'worker/unshown-ends',
    'worker/names',
    'worker/video-recovery.long',
  ),
  'the cap, in the process and in a child': [
    ...sdk('worker/stubborn-handler', 'worker/stubborn-handler.long', 'worker/runtime'),
    'packages/workers/test/video/limits.test.ts',
  ],
  'a loop that is blocked for a minute': sdk('worker/blocked-loop', 'worker/blocked-loop.long'),
  'stop and hand-back': sdk('worker/hand-back', 'worker/stubborn-handler'),
  'each difference of the boot gate': sdk(
    'boot-gate/boot-gate',
    'boot-gate/timing-laws',
    'boot-gate/while-running',
    'queues/provision',
  ),
  'the commands for dead letters': sdk('cli/dlq', 'cli/cli', 'dead-letters/read', 'dead-letters/redrive'),
  'idle stop': [
    ...sdk('worker/idle-stop'),
    'packages/workers/test/ec2-machine.test.ts',
    'packages/workers/test/idle-stop.long.test.ts',
  ],
  'Spot notices': ['packages/workers/test/ec2-machine.test.ts'],
  'two processes with one name': sdk('worker/names'),
  'outages of a minute, probes, silent loops': [
    ...sdk(
      'worker/outages',
      'worker/outages.long',
      'worker/failover.long',
      'worker/health-probe',
      'progress/outage',
      'outbox/outbox',
    ),
    'packages/api/test/silent-relay.long.test.ts',
  ],
  'PgBouncer in transaction mode': [...sdk('worker/pgbouncer.long'), 'packages/api/test/pgbouncer.long.test.ts'],
}

const given = process.argv.slice(2)
const words = given.filter((word) => word !== '--list')
const chosen = Object.entries(laws).filter(([law]) => words.length === 0 || words.some((word) => law.includes(word)))
const absent = chosen.flatMap(([, files]) => files).filter((file) => !existsSync(join(root, file)))
if (chosen.length === 0 || absent.length > 0) {
  console.error(chosen.length === 0 ? `known: ${Object.keys(laws).join(' · ')}` : `not there: ${absent.join(' ')}`)
  process.exitCode = 2
} else if (given.includes('--list')) {
  for (const [law, files] of chosen) console.log(`${law}\n${files.map((file) => `  ${file}`).join('\n')}`)
} else {
  await show(chosen)
}

async function show(wanted) {
  const folder = join(root, '.academy', 'laws')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const results = join(folder, 'results.json')
  process.env.ACADEMY_MEASURED = join(folder, 'measured.ndjson')
  const files = [...new Set(wanted.flatMap(([, own]) => own))]
  // Whole paths: `outages.test.ts` alone would mean others, too.
  await run('tests', 'vitest', [
    ...['run', '--config', 'vitest.laws.config.ts', '--reporter=verbose', '--reporter=json'],
    `--outputFile.json=${results}`,
    ...files.map((file) => join(root, file)),
  ])
  for (const { what, seconds } of lines(process.env.ACADEMY_MEASURED)) console.log(`measured: ${what}: ${seconds} s`)
  const report = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')).testResults : []
  const verdicts = wanted.map(([law, own]) => verdict(law, own, report))
  const failed = verdicts.filter(({ ok }) => !ok).length
  console.log(`${verdicts.length - failed} of ${verdicts.length} laws shown`)
  process.exitCode = failed === 0 ? 0 : 1
}

/** A law is shown when every file of it ran at least one test, and all of them passed. */
function verdict(law, files, report) {
  const own = files.map((file) => report.find(({ name }) => name.endsWith(file)))
  const tests = own.flatMap((file) => file?.assertionResults ?? [])
  const passed = tests.filter(({ status }) => status === 'passed').length
  const ran = own.every((file) => file?.status === 'passed' && file.assertionResults.length > 0)
  const ok = ran && passed === tests.length
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${law}: ${passed} of ${tests.length} tests`)
  return { ok }
}

function lines(file) {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
