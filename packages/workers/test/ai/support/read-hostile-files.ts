// Reads files in a process of its own, as the child process of an import would: `read-hostile-files.ts FILE …`.
import { createReadStream } from 'node:fs'
import { createRosterSource } from '../../../src/ai/adapters/roster-source.ts'
import { findRoster } from '../../../src/ai/application/find-roster.ts'
import { peakMemoryMb } from './peak-memory.ts'

/** What became of the files: the code and the seconds of processor time of each, and the most memory over all. */
export interface HostileReadings {
  readonly files: readonly { readonly code: string; readonly cpuSeconds: number }[]
  readonly peakMb: number
}

const { signal } = new AbortController()
const source = createRosterSource(async (path) => createReadStream(path))
const files = []
for (const path of process.argv.slice(2)) {
  const started = process.cpuUsage()
  const code = await read(path)
  const { user, system } = process.cpuUsage(started)
  files.push({ code, cpuSeconds: (user + system) / 1e6 })
}
process.stdout.write(JSON.stringify({ files, peakMb: peakMemoryMb() } satisfies HostileReadings))

async function read(path: string): Promise<string> {
  try {
    const workbook = await source.open(path, signal)
    await findRoster(workbook, signal)
    return 'it was taken for a roster'
  } catch (error) {
    return String((error as { code?: string }).code ?? error)
  }
}
