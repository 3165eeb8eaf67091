import { benchProgress } from '../../api/bench/progress/main.ts'
import { benchBulk } from './bulk/main.ts'
import { benchFairness } from './fairness/main.ts'
import { benchWorker } from './worker/main.ts'

type Bench = (json: boolean, options: readonly string[]) => Promise<{ readonly missed: readonly string[] }>

const [name, ...options] = process.argv.slice(2)
const benches: Readonly<Record<string, Bench>> = {
  bulk: benchBulk,
  fairness: benchFairness,
  progress: benchProgress,
  worker: benchWorker,
}
const bench = benches[name ?? '']
if (!bench) {
  console.error(`known benches: ${Object.keys(benches).join(' ')}`)
  process.exitCode = 2
} else {
  const { missed } = await bench(options.includes('--json'), options)
  // Said on the side: with --json the last line of the output is the object.
  for (const goal of missed) console.error(`missed: ${goal}`)
  if (missed.length > 0) process.exitCode = 1
}
