import { fileURLToPath } from 'node:url'
import { loadConfig } from '@academy/sdk/config'
import { operations } from '@academy/sdk/contract'
import { createPool, migrate, type Pool } from '@academy/sdk/database'
import { ProgressStore } from '@academy/sdk/progress'
import { createSqsClient, provisionQueues } from '@academy/sdk/queues'
import { createRedis, whenReady } from '@academy/sdk/redis'
import { freePort, type Stack, startStack } from '@academy/stack'
import { migrationDirectories } from '../../src/migrations.ts'
import { token } from '../../test/support/tokens.ts'
import { apiStatements } from './api-statements.ts'
import { bareKey } from './bare-documents.ts'
import { runLoad } from './load-process.ts'
import { type Contender, readRates } from './read-rates.ts'
import { judge, type ProgressReport } from './report.ts'
import { RunningJobs } from './running-jobs.ts'
import { ServerProcess } from './server-process.ts'
import type { Watched, Watcher, WatchTask } from './watchers.ts'

const api = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const bare = fileURLToPath(new URL('./bare-server.ts', import.meta.url))
const watchers = fileURLToPath(new URL('./watchers.ts', import.meta.url))

const scale = { watchers: 10_000, jobs: 1000, tenants: 20, sockets: 500 }
const watching = { openSeconds: 20, holdSeconds: 50, updateEverySeconds: 2 }
const reading = { rounds: 5, seconds: 4 }

/**
 * `pnpm bench progress`: 10,000 watchers, each with a token of its own, poll 1,000 running jobs by the SDK's schedule
 * while their progress is written; then single reads beside a bare fastify with one GET. With `--json` the output is
 * one object. About two and a half minutes.
 */
export async function benchProgress(asJson: boolean): Promise<ProgressReport> {
  const say = asJson ? console.error : console.log
  await using stack = await startStack()
  await using world = await openWorld(stack)
  const { admin, server } = world
  say(`${scale.jobs} jobs run; ${scale.watchers} watchers open within ${watching.openSeconds} s`)
  const before = await apiStatements(admin)
  const everybody = await watchersOf(world.running, world.jwtSecret)
  const watched = await watch(world.running, {
    url: server.url,
    watchers: everybody,
    sockets: scale.sockets,
    ...watching,
  })
  say(`${watched.answers} answers while all were open, p99 ${watched.p99Ms.toFixed(1)} ms`)
  await using limit = await startBare(stack)
  const [ours = [], theirs = []] = await readRates(await contenders(world, limit, everybody), { ...reading, say })
  const statements = (await apiStatements(admin)) - before
  await provesToCount(admin, server.url, everybody[0] as Watcher)
  const report = judge(
    { watchers: scale.watchers, apiStatements: statements, watched, ours, bare: theirs },
    watching.holdSeconds,
  )
  console.log(asJson ? JSON.stringify(report) : JSON.stringify(report, null, 2))
  return report
}

/** The API as a process on a fresh stack, with its running jobs. */
async function openWorld(stack: Stack) {
  const resources = new AsyncDisposableStack()
  try {
    await migrate({ url: stack.databaseUrl, directories: migrationDirectories })
    const admin = createPool({ url: stack.databaseUrl, max: 2, applicationName: 'bench' })
    resources.defer(() => admin.end())
    await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
    Object.assign(process.env, stack.env)
    const config = loadConfig({ ...stack.env, WORKER_NAME: 'none' })
    const sqs = createSqsClient(config)
    await provisionQueues(sqs)
    sqs.destroy()
    const url = `http://${stack.env.API_HOST}:${stack.env.API_PORT}`
    const { path: readyPath } = operations.getReadiness
    const server = resources.use(await ServerProcess.start(api, stack.env, { url, readyPath }))
    const redis = createRedis(config)
    resources.defer(() => redis.disconnect())
    await whenReady(redis, 5)
    const store = new ProgressStore(redis, { costDefence: false })
    const { jwtSecret } = config.auth
    const running = await RunningJobs.create(
      { url, jwtSecret, admin, store },
      { count: scale.jobs, tenants: scale.tenants },
    )
    await running.writeAll()
    return { admin, server, redis, running, jwtSecret, [Symbol.asyncDispose]: () => resources.disposeAsync() }
  } catch (error) {
    await resources.disposeAsync()
    throw error
  }
}

/** People of the jobs' academies, ten a job; everybody has a token. */
function watchersOf(running: RunningJobs, jwtSecret: string): Promise<Watcher[]> {
  return Promise.all(
    Array.from({ length: scale.watchers }, async (_, index) => {
      const { tenantId, jobId } = running.jobs[index % running.jobs.length] as RunningJobs['jobs'][number]
      return {
        path: operations.getJobProgress.path.replace('{job_id}', jobId),
        token: await token(jwtSecret, { tenant_id: tenantId, sub: `user-${index}` }),
      }
    }),
  )
}

async function watch(running: RunningJobs, task: WatchTask): Promise<Watched> {
  running.startWriting(watching.updateEverySeconds)
  const watched = await runLoad<WatchTask, Watched>(watchers, task)
  running.stopWriting()
  return watched
}

async function startBare(stack: Stack): Promise<ServerProcess> {
  const port = String(await freePort())
  const env = { REDIS_URL: stack.redisUrl, BARE_PORT: port }
  return ServerProcess.start(bare, env, { url: `http://127.0.0.1:${port}`, readyPath: '/ready' })
}

/** One read of each job, from both servers; the bare one has the very bytes of the API's answer as its document. */
async function contenders(
  { server, redis }: Awaited<ReturnType<typeof openWorld>>,
  limit: ServerProcess,
  everybody: readonly Watcher[],
): Promise<Contender[]> {
  const asked = everybody.slice(0, scale.jobs)
  const ours = asked.map(({ path, token }) => ({ path, headers: { authorization: `Bearer ${token}` } }))
  for (const [index, { path, headers }] of ours.entries()) {
    const answer = await fetch(`${server.url}${path}`, { headers })
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
    await redis.set(bareKey(String(index)), await answer.text())
  }
  const theirs = ours.map((_, index) => ({ path: `/${index}`, headers: {} }))
  return [
    { name: 'academy-api', server, requests: ours },
    { name: 'bare fastify + ioredis GET', server: limit, requests: theirs },
  ]
}

/** A count that never moves proves nothing: the detail endpoint must move it. */
async function provesToCount(admin: Pool, url: string, { path, token }: Watcher): Promise<void> {
  const before = await apiStatements(admin)
  await fetch(`${url}${path.replace('progress/', '')}`, { headers: { authorization: `Bearer ${token}` } })
  if ((await apiStatements(admin)) === before)
    throw new Error('the detail endpoint ran no statement: the count is broken')
}
