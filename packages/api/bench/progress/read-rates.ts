import { fileURLToPath } from 'node:url'
import { runLoad } from './load-process.ts'
import type { ReadMeasured, ReadTask } from './reads.ts'
import type { ServerProcess } from './server-process.ts'

const reads = fileURLToPath(new URL('./reads.ts', import.meta.url))
const connections = 64

/** One server and what is asked of it. */
export interface Contender {
  readonly name: string
  readonly server: ServerProcess
  readonly requests: ReadTask['requests']
}

/** One round of a contender. */
export interface Round {
  readonly perSecond: number
  /** Of the server alone; undefined where the system does not tell. */
  readonly cpuMicrosecondsPerRead: number | undefined
}

/**
 * Single-read rates, in interleaved rounds after one that warms up: what else the machine does meets all alike.
 * @returns the rounds of each contender, in their order
 */
export async function readRates(
  contenders: readonly Contender[],
  { rounds, seconds, say }: { rounds: number; seconds: number; say: (line: string) => void },
): Promise<Round[][]> {
  const found: Round[][] = contenders.map(() => [])
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const measured = await measure(contender, seconds)
      if (round > 0) found[index]?.push(measured)
      const cpu = measured.cpuMicrosecondsPerRead
      const what = round === 0 ? 'warm-up' : `round ${round}`
      say(
        `${what}, ${contender.name}: ${Math.round(measured.perSecond)} reads/s${cpu ? `, ${Math.round(cpu)} µs of CPU a read` : ''}`,
      )
    }
  }
  return found
}

async function measure({ server, requests }: Contender, seconds: number): Promise<Round> {
  const before = server.cpuMicroseconds()
  const measured = await runLoad<ReadTask, ReadMeasured>(reads, { url: server.url, requests, seconds, connections })
  const after = server.cpuMicroseconds()
  return {
    perSecond: measured.reads / measured.seconds,
    cpuMicrosecondsPerRead: before === undefined || after === undefined ? undefined : (after - before) / measured.reads,
  }
}
