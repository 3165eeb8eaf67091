// Stands between the suite and a driver and lets every line through, unless `change` has something else in mind:
// change({verb, args}, call) answers undefined to let the request pass, or a result of its own.
// `call(verb, args)` asks the driver itself.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export function relay(change) {
  const [program, ...args] = process.argv.slice(2)
  const driver = spawn(program === 'node' ? process.execPath : program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = new Map()
  let next = 1_000_000
  const call = (verb, verbArgs = {}) =>
    new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, { resolve, reject })
      driver.stdin.write(`${JSON.stringify({ id, verb, args: verbArgs })}\n`)
    })

  createInterface({ input: driver.stdout }).on('line', (line) => {
    const message = JSON.parse(line)
    const mine = waiting.get(message.id)
    if (!mine) return process.stdout.write(`${line}\n`)
    waiting.delete(message.id)
    if (message.error === undefined) mine.resolve(message.result)
    else mine.reject(new Error(message.error))
  })
  createInterface({ input: process.stdin })
    .on('line', async (line) => {
      const request = JSON.parse(line)
      try {
        const result = await change(request, call)
        if (result === undefined) driver.stdin.write(`${line}\n`)
        else process.stdout.write(`${JSON.stringify({ id: request.id, result })}\n`)
      } catch (error) {
        process.stdout.write(`${JSON.stringify({ id: request.id, error: error.message })}\n`)
      }
    })
    .on('close', () => driver.stdin.end())
  driver.on('exit', (code) => process.exit(code ?? 1))
}
