// Steps of a command: each runs to its end whatever the others did, and the exit code is 0 only if all passed.
import { spawn } from 'node:child_process'
import { root } from './node-runtime.mjs'

/** Runs one step with its output on the terminal. */
export function run(name, command, args) {
  const begun = Date.now()
  return new Promise((resolve) => {
    const end = (passed) => {
      const seconds = (Date.now() - begun) / 1000
      console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
      resolve({ name, passed, seconds })
    }
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    child.on('error', (error) => {
      console.error(error.message)
      end(false)
    })
    child.on('exit', (code) => end(code === 0))
  })
}

/** Ends the process honestly. */
export function finish(steps) {
  process.exitCode = steps.every(({ passed }) => passed) ? 0 : 1
}

// The steps get the interrupt from the terminal themselves and end as failed.
process.on('SIGINT', () => {})
