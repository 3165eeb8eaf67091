import type { AddressInfo } from 'node:net'
import { buildApp } from 'fauxqs'

/** SQS and S3 in this process's memory. */
export interface Cloud {
  /** Base URL of both services; products reach SQS through the front instead. */
  readonly url: string
  createBucket(name: string): Promise<void>
  stop(): Promise<void>
}

/** Starts the SQS and S3 emulator on a free loopback port, in memory mode: its persistence loses messages. */
export async function startCloud(region: string): Promise<Cloud> {
  // Not its own startFauxqs, which listens on every interface.
  const app = buildApp({ logger: false, defaultRegion: region })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    url,
    createBucket: async (name) => {
      const answer = await fetch(`${url}/${name}`, { method: 'PUT' })
      if (!answer.ok) throw new Error(`bucket ${name}: ${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
    },
    stop: () => app.close(),
  }
}
