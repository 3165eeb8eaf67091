import { benchProgress } from '../../api/bench/progress/main.ts'
import { benchBulk } from './bulk/main.ts'

const [name, ...options] = process.argv.slice(2)
const benches: Readonly<Record<string, (json: boolean) => Promise<{ readonly missed: readonly string[] }>>> = {
  bulk: benchBulk,
  progress: benchProgress,
}
const bench = benches[name ?? '']
if (!bench) {
  console.error(`known benches: ${Object.keys(benches).join(' ')}`)
  process.exitCode = 2
} else {
  const { missed } = await bench(options.includes('--json'))
  // Said on the side: with --json the last line of the output is the object.
  for (const goal of missed) console.error(`missed: ${goal}`)
}
