import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../workers/src/ai/main.ts', import.meta.url))

/** An AI worker process as it is deployed. */
export function startAiWorker(env: Readonly<Record<string, string>>): AsyncDisposable & { readonly output: string[] } {
  const output: string[] = []
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...env, WORKER_NAME: 'roster' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => output.push(String(text)))
  return {
    output,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
