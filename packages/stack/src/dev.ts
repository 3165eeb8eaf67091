import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './checkout.ts'
import { curls } from './dev/curls.ts'
import { keepUp } from './dev/keep-up.ts'
import { signToken } from './dev/token.ts'
import { ChildProcesses } from './driver/child-processes.ts'
import { untilHealthy } from './driver/ports.ts'
import { startStack } from './stack.ts'
import { Teardown } from './teardown.ts'
import { Unavailable } from './unavailable.ts'

// `npm run dev`: the whole system on this machine until Ctrl-C, with a demo tenant and a command to type for each route.

// The academy of the contract's examples, so that they work as they are.
const tenant = { id: 'haneul-academy', name: '하늘학원', tier: 'premium' }
const tokenSeconds = 12 * 60 * 60
const fleets = ['ai', 'video', 'messaging']
const sources = join(checkout, 'packages')
const mains = {
  migrate: join(sources, 'api/src/migrate.ts'),
  api: join(sources, 'api/src/main.ts'),
  academy: join(sources, 'sdk/src/cli/main.ts'),
  worker: (fleet: string) => join(sources, 'workers/src', fleet, 'main.ts'),
}

const stopping = new AbortController()
const teardown = new Teardown()
const say = (line: string) => console.log(line)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())
try {
  await up()
  await new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }))
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error instanceof Unavailable ? error.message : error)
    process.exitCode = 1
  }
} finally {
  stopping.abort()
  say('stopping')
  await teardown.run()
}

async function up(): Promise<void> {
  const stack = await startStack({ onStarted: (part, milliseconds) => say(`${part}: ${milliseconds} ms`) })
  teardown.add(() => stack.stop())
  const processes = new ChildProcesses((name, line) => say(`[${name}] ${line}`))
  teardown.add(() => processes.stopAll(5000))
  const env = { ...process.env, ...stack.env }
  await processes.run('migrate', [mains.migrate], env)
  await processes.run('queues', [mains.academy, 'queues', 'provision'], env)
  const create = ['tenants', 'create', '--id', tenant.id, '--name', tenant.name, '--tier', tenant.tier]
  await processes.run('tenant', [mains.academy, ...create], env)

  const keep = (name: string, main: string, more: Record<string, string> = {}) => {
    const start = () => {
      const pid = processes.start(name, [main], { ...env, ...more })
      void processes.ended(name).then(stack.watch(pid))
      return pid
    }
    keepUp(processes, name, start, stopping.signal, say).catch((error: unknown) => {
      say(`${name}: ${error instanceof Error ? error.message : error}`)
      stopping.abort()
    })
  }
  keep('api', mains.api)
  for (const fleet of fleets) keep(fleet, mains.worker(fleet), { WORKER_NAME: `${fleet}-dev` })
  const api = `http://${stack.env.API_HOST}:${stack.env.API_PORT}`
  await untilHealthy(`${api}/readyz`, () => !processes.hasEnded('api') && !stopping.signal.aborted, 30)
  instructions(api, stack.env.JWT_SECRET ?? '', stack.sqs.endpoint)
}

function instructions(api: string, secret: string, sqs: string): void {
  const token = signToken({ tenant: tenant.id, role: 'owner', subject: 'demo' }, secret, tokenSeconds)
  say(`\nexport API=${api}\nexport TOKEN=${token}\n`)
  for (const { summary, planned, command } of curls(readFileSync(join(checkout, 'openapi.yaml'), 'utf8'))) {
    say(`# ${summary}${planned ? ' (planned: answers 501)' : ''}\n${command}\n`)
  }
  say(`the wire of SQS: ${sqs}/_front/log`)
  say('ready: Ctrl-C stops everything')
}
