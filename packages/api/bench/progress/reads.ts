// Load generator, a process of its own: as many single reads as the server answers.
import { json } from 'node:stream/consumers'
import autocannon from 'autocannon'

export interface ReadTask {
  readonly url: string
  readonly requests: readonly { readonly path: string; readonly headers: Readonly<Record<string, string>> }[]
  readonly seconds: number
  readonly connections: number
}

export interface ReadMeasured {
  readonly reads: number
  readonly seconds: number
}

const { url, requests, seconds, connections } = (await json(process.stdin)) as ReadTask
const result = await autocannon({ url, requests: [...requests], duration: seconds, connections })
const bad = result.non2xx + result.errors
if (bad > 0) throw new Error(`${bad} of the reads failed`)
const measured: ReadMeasured = { reads: result['2xx'], seconds: result.duration }
process.stdout.write(JSON.stringify(measured), () => process.exit(0))
