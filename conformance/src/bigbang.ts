import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checks } from './checks/all.ts'
import type { Contract } from './contract/load.ts'
import { DriverClient, type Endpoints } from './driver/client.ts'
import { makeFilm } from './fixtures/film.ts'
import { longRoster, mixedRoster } from './fixtures/roster.ts'
import { History } from './history/history.ts'
import { Api } from './observe/api.ts'
import { Gate } from './observe/gate.ts'
import { Ledger } from './observe/ledger.ts'
import { Objects } from './observe/objects.ts'
import { ProviderView } from './observe/provider.ts'
import { Queues } from './observe/queues.ts'
import { RedisView } from './observe/redis.ts'
import { WireLog } from './observe/wire.ts'
import { writeReports } from './report/write.ts'
import { scenarios } from './scenarios/all.ts'
import { runScenarios } from './scenarios/runner.ts'
import type { Context, Scenario } from './scenarios/scenario.ts'
import type { Target } from './target/target.ts'
import type { LiveView } from './terminal/live.ts'
import { judge, type Verdict } from './verdict/judge.ts'

/** Rows of the roster of stage 6, and of the one that must run into its cap of three seconds on any machine. */
const longRows = 24_000
const cappedRows = 80_000

/** What a run is given. */
export interface RunOptions {
  readonly target: Target
  readonly contract: Contract
  readonly reports: string
  /** Seconds that were spent before the suite itself began. */
  readonly setupSeconds: number
  readonly view: LiveView
  /** Called when everything was judged and reported, before anything is stopped. */
  readonly beforeStop?: (result: RunResult, endpoints: Endpoints) => Promise<void>
}

/** What a run came to. */
export interface RunResult {
  readonly verdict: Verdict
  readonly setupSeconds: number
  readonly runSeconds: number
}

/** The run could not start or could not go on; says nothing about the target's conformance (exit 2). */
export class CannotRun extends Error {
  override readonly name = 'CannotRun'
}

/**
 * Runs the Big Bang against a target: starts it through its driver, carries out the scenarios, judges the history,
 * writes the reports and stops everything.
 * @throws CannotRun when the target's servers do not come up
 */
export async function bigbang(options: RunOptions): Promise<RunResult> {
  const { target, contract, view } = options
  const begun = performance.now()
  const started = new Date().toISOString()
  using history = new History(join(options.reports, 'history.ndjson'))
  history.subscribe((event) => view.observe(event))
  // Made by the driver, which removes it even when the suite itself is killed.
  const workDir = join(tmpdir(), `academy-bigbang-${randomUUID()}`)
  const driver = new DriverClient(target, (process, line) => history.add('logs', 'log', { process, line }))
  const stop = async (): Promise<void> => {
    await driver.close()
    rmSync(workDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
  const forget = onInterrupt(stop)
  try {
    history.add('run', 'run', {
      target: target.name,
      contract: contract.revision,
      started,
      node: process.version,
      sourceRoots: target.sourceRoots.map(({ label }) => label),
    })
    const endpoints = await init(driver, workDir)
    const setupSeconds = options.setupSeconds + (performance.now() - begun) / 1000
    view.line(`servers are up after ${setupSeconds.toFixed(1)} s`)

    const runBegun = performance.now()
    await carryOut(endpoints, driver, history, options)
    const verdict = judge(history.view(), contract, checks, scenarios, target)
    const runSeconds = (performance.now() - runBegun) / 1000
    writeReports(options.reports, verdict, { target, contract, setupSeconds, runSeconds, started })
    const result = { verdict, setupSeconds, runSeconds }
    forget()
    await options.beforeStop?.(result, endpoints)
    return result
  } finally {
    forget()
    await stop()
  }
}

/** Ctrl-C and SIGTERM stop everything in order before the process ends. Returns how to forget about it. */
function onInterrupt(stop: () => Promise<void>): () => void {
  const interrupted = (signal: NodeJS.Signals): void => {
    process.stderr.write(`\n${signal}: stopping\n`)
    void stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, interrupted)
  return () => {
    for (const signal of signals) process.off(signal, interrupted)
  }
}

async function init(driver: DriverClient, workDir: string): Promise<Endpoints> {
  try {
    return (await driver.call('init', { work_dir: workDir, features: [] })) as Endpoints
  } catch (error) {
    throw new CannotRun(error instanceof Error ? error.message : String(error))
  }
}

async function carryOut(
  endpoints: Endpoints,
  driver: DriverClient,
  history: History,
  options: RunOptions,
): Promise<void> {
  const { target, contract } = options
  const gate = new Gate()
  const ledger = new Ledger(endpoints.database_url, endpoints.statistics_url, target, history)
  const redis = new RedisView(endpoints.redis_url, history)
  const queues = new Queues(endpoints.sqs_endpoint, endpoints.aws_region, history)
  const objects = new Objects(endpoints.s3_endpoint, endpoints.aws_region, endpoints.s3_bucket, history)
  const shared = {
    ...{ contract, target, history, endpoints, gate, ledger, redis, queues, objects, driver },
    api: new Api(endpoints.api_url ?? '', endpoints.jwt_secret, contract, history, gate),
    wire: new WireLog(endpoints.sqs_log_url, history),
    provider: new ProviderView(endpoints.provider_log_url, endpoints.provider_script_url, history),
    fixtures: fixtures(endpoints),
  }
  try {
    await runScenarios(scenarios, (scenario) => contextOf(scenario, shared))
  } finally {
    await ledger.close()
    redis.close()
    queues.close()
    objects.close()
  }
}

/** Made one after the other in the background, in the order in which they are needed. */
function fixtures({ ffmpeg_path, work_dir }: Endpoints): Context['fixtures'] {
  const mixed = mixedRoster()
  const film = mixed.then(() => makeFilm(ffmpeg_path, work_dir))
  const capped = film.then(() => longRoster(cappedRows))
  const long = capped.then(() => longRoster(longRows))
  // Whoever needs a fixture that could not be made hears of it there.
  for (const each of [mixed, film, capped, long]) each.catch(() => undefined)
  return { mixedRoster: mixed, film, capRoster: capped, longRoster: long }
}

type Shared = Omit<Context, 'scenario' | 'drive' | 'mark'>

function contextOf(scenario: Scenario, shared: Shared): Context {
  const { history, driver } = shared
  return {
    ...shared,
    scenario: scenario.id,
    mark: (name, detail = {}) => void history.add(scenario.id, 'mark', { name, detail }),
    async drive(verb, args = {}) {
      const begun = performance.now()
      const ms = () => Math.round(performance.now() - begun)
      try {
        const result = ((await driver.call(verb, args)) ?? {}) as Record<string, unknown>
        history.add(scenario.id, 'driver', { verb, args, result, ms: ms() })
        return result
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        history.add(scenario.id, 'driver', { verb, args, error: message, ms: ms() })
        throw error
      }
    },
  }
}
