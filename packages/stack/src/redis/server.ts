import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { ended } from '../processes/ended.ts'
import type { Guard } from '../processes/guard.ts'
import { freePort } from '../processes/ports.ts'
import { Unavailable } from '../unavailable.ts'
import { redisBinary } from './binary.ts'

/** A Redis to use: our own server, or the one that REDIS_URL names. */
export interface RedisServer {
  /** Absent when the server is not ours. */
  readonly pid?: number
  readonly url: string
  readonly databases: number
  stop(): Promise<void>
}

const databases = 256

/** The server of REDIS_URL when it is set, else one of our own on a free loopback port, in memory only. */
export async function startRedis(directory: string, guard: Guard): Promise<RedisServer> {
  const given = process.env.REDIS_URL
  return given === undefined || given === '' ? startOwn(directory, guard) : useGiven(given)
}

/** A server of our own, whatever REDIS_URL says. */
export async function startOwn(
  directory: string,
  guard: Guard,
  change: Readonly<Record<string, string>> = {},
): Promise<RedisServer> {
  const { path, environment } = redisBinary()
  mkdirSync(directory, { recursive: true })
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const child = spawn(path, settings(port, directory, change), {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    const listen = (text: string) => {
      output = (output + text).slice(-4000)
    }
    child.stdout.setEncoding('utf8').on('data', listen)
    child.stderr.setEncoding('utf8').on('data', listen)
    child.on('error', (error) => listen(error.message))
    child.unref()
    const { pid } = child
    if (pid !== undefined) guard.watch(pid)
    while (child.exitCode === null && pid !== undefined && !/ready to accept connections/i.test(output)) await after(5)
    if (child.exitCode === null && pid !== undefined) {
      const stop = async () => {
        await ended(child, 'SIGKILL')
        child.stdout.destroy()
        child.stderr.destroy()
        guard.forget(pid)
      }
      return { pid, url: `redis://127.0.0.1:${port}`, databases, stop }
    }
    if (pid !== undefined) guard.forget(pid)
    if (attempt === 5 || !/in use/i.test(output)) throw new Unavailable(`Redis did not start: ${output.trim()}`)
  }
}

function settings(port: number, directory: string, change: Readonly<Record<string, string>>): string[] {
  const values = {
    port,
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'no',
    databases,
    maxmemory: '256mb',
    'maxmemory-policy': 'volatile-lru',
    ...change,
  }
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)])
}

async function useGiven(url: string): Promise<RedisServer> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => {})
  try {
    await redis.connect()
    const [, count] = (await redis.config('GET', 'databases')) as string[]
    return { url, databases: Number(count ?? 16), stop: async () => {} }
  } catch (error) {
    throw new Unavailable(`Redis: REDIS_URL is set but does not answer: ${(error as Error).message}`)
  } finally {
    redis.disconnect()
  }
}
