import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@academy/sdk/config'
import type { FleetName } from '@academy/sdk/contract'
import { createSqsClient, provisionQueues } from '@academy/sdk/queues'
import type { Ec2StandIn } from '@academy/stack/ec2'
import { type TestServers, testServers } from '@academy/stack/testing'
import { platform } from '../messaging/world.ts'

/** Servers with their queues, for worker processes that believe to run on an instance of the stand-in. */
export class Ec2Workers {
  readonly #servers: TestServers
  readonly #started: ChildProcess[] = []

  private constructor(servers: TestServers) {
    this.#servers = servers
  }

  static async open(): Promise<Ec2Workers> {
    const servers = await testServers({ migrate: platform })
    Object.assign(process.env, servers.env)
    const sqs = createSqsClient(loadConfig(process.env, ['queues']))
    await provisionQueues(sqs)
    sqs.destroy()
    return new Ec2Workers(servers)
  }

  /** The fleet's process once it has an identity; `exited` is its exit code and signal. */
  async start(fleet: FleetName, name: string, ec2: Ec2StandIn) {
    const main = fileURLToPath(new URL(`../../src/${fleet}/main.ts`, import.meta.url))
    const machine = { HOST_MACHINE: 'ec2', EC2_ENDPOINT: ec2.url, AWS_EC2_METADATA_SERVICE_ENDPOINT: ec2.url }
    const env = { ...process.env, ...machine, WORKER_NAME: name }
    const worker = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    this.#started.push(worker)
    let output = ''
    const taken = Promise.withResolvers<void>()
    worker.stdout.on('data', (data) => {
      output += data
      if (output.includes('identity taken')) taken.resolve()
    })
    const exited = once(worker, 'exit')
    await taken.promise
    return { exited, output: () => output }
  }

  async close(): Promise<void> {
    for (const worker of this.#started) worker.kill('SIGKILL')
    await this.#servers.stop()
  }
}
