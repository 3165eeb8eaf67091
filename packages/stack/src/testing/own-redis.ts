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

/**
 * A Redis server of one test alone: for tests that change its settings or take it away.
 * @param change settings of redis.conf that differ from those of every other server here
 */
export async function ownRedis(change: Readonly<Record<string, string>> = {}): Promise<OwnRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'academy-test-redis-'))
  const guard = startGuard(directory)
  try {
    const server = await startOwn(directory, guard, change)
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
