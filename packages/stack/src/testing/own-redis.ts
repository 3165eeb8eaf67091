import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGuard } from '../processes/guard.ts'
import { startOwn } from '../redis/server.ts'

/** A Redis server that nobody else uses. */
export interface OwnRedis extends AsyncDisposable {
  readonly url: string
  stop(): Promise<void>
}

/** A Redis server of one test alone: for tests that change its settings or take it away. */
export async function ownRedis(): Promise<OwnRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'academy-test-redis-'))
  const guard = startGuard(directory)
  try {
    const server = await startOwn(directory, guard)
    const stop = async () => {
      await server.stop()
      await guard.disarm()
      rmSync(directory, { recursive: true, force: true })
    }
    return { url: server.url, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await guard.disarm()
    rmSync(directory, { recursive: true, force: true })
    throw error
  }
}
