import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { cacheDirectory, startStack } from '@academy/stack'
import type { Drain, Drained } from './contender.ts'

const child = fileURLToPath(new URL('./drain-process.ts', import.meta.url))
// A published package is JavaScript: a thread that starts within the drain has no types to strip from what it loads.
const compiled = join(cacheDirectory, 'compiled')

/**
 * Works through one backlog in a process of its own, on servers that were started for it alone and wait for the disk.
 * SQS is reached without its front, whose log of every request would be measured, too.
 */
export async function runDrain(drain: Drain): Promise<Drained> {
  await using stack = await startStack()
  const running = spawn(process.execPath, [child, JSON.stringify(drain)], {
    env: { ...process.env, ...stack.env, SQS_ENDPOINT: stack.s3.endpoint, NODE_COMPILE_CACHE: compiled },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const unwatch = running.pid === undefined ? () => {} : stack.watch(running.pid)
  const [output, [code]] = await Promise.all([text(running.stdout), once(running, 'exit')])
  unwatch()
  if (code !== 0) throw new Error(`the measurement of ${drain.contender} ended with ${code}`)
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Drained
}
