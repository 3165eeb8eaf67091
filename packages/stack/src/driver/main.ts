import { createInterface } from 'node:readline'
import { Driver } from './driver.ts'
import { readRequest, send } from './protocol.ts'

// JSON lines over stdio: `{id, verb, args}` in, `{id, result}` or `{id, error}` out, `{event: 'log'}` at any time.
// End of input means that the suite is gone, however it went: everything is stopped and the driver ends.

const driver = new Driver((name, line) => send({ event: 'log', process: name, line }))
let stopping: Promise<void> | undefined

function stop(): Promise<void> {
  stopping ??= driver.stop().finally(() => process.exit(0))
  return stopping
}

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const request = readRequest(line)
    if (!request) {
      send({ event: 'log', process: 'driver', line: `not a request: ${line.slice(0, 200)}` })
      return
    }
    try {
      send({ id: request.id, result: (await driver.carryOut(request.verb, request.args)) ?? null })
    } catch (error) {
      send({ id: request.id, error: error instanceof Error ? error.message : String(error) })
    }
  })
  .on('close', () => void stop())

// A signal meant for the whole terminal reaches the driver as well; its parent decides, by closing stdin.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => void stop())
// The parent may be gone already when something is written.
process.stdout.on('error', () => void stop())
