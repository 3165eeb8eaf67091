import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { openAsBlob } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@academy/sdk/config'
import { operations } from '@academy/sdk/contract'
import { createSqsClient, provisionQueues } from '@academy/sdk/queues'
import { tenant } from './import-context.ts'

const api = fileURLToPath(new URL('../../../api/src/main.ts', import.meta.url))
const worker = fileURLToPath(new URL('../../src/ai/main.ts', import.meta.url))

/** The API and one AI worker as processes: upload to DONE as a teacher sees it. */
export class EndToEnd implements AsyncDisposable {
  readonly #env: Readonly<Record<string, string>>
  readonly #signal: AbortSignal
  readonly #children: ChildProcess[] = []

  private constructor(env: Readonly<Record<string, string>>, signal: AbortSignal) {
    this.#env = env
    this.#signal = signal
  }

  /** @param signal gives up waiting */
  static async start(env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<EndToEnd> {
    const started = new EndToEnd(env, signal)
    Object.assign(process.env, env)
    const sqs = createSqsClient(loadConfig({ ...env, WORKER_NAME: 'bench' }))
    await provisionQueues(sqs)
    sqs.destroy()
    for (const main of [api, worker]) {
      const child = spawn(process.execPath, [main], {
        env: { ...process.env, ...env, WORKER_NAME: 'bench' },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      started.#children.push(child)
    }
    await started.#until(async () => (await fetch(`${started.#base}/health`).catch(() => undefined))?.status === 200)
    return started
  }

  /** Seconds from the first byte of the upload to the answer that says DONE. */
  async upload(path: string): Promise<number> {
    const authorization = `Bearer ${this.#token()}`
    const form = new FormData()
    form.set('file', await openAsBlob(path), 'roster.xlsx')
    const started = performance.now()
    const answer = await fetch(`${this.#base}${operations.bulkCreateStudentsFromExcel.path}`, {
      method: 'POST',
      headers: { authorization, 'idempotency-key': `bench-${started}` },
      body: form,
    })
    const { job_id: jobId } = (await answer.json()) as { job_id?: string }
    if (!jobId) throw new Error(`the upload was refused: ${answer.status}`)
    const progress = `${this.#base}${operations.getJobProgress.path.replace('{job_id}', jobId)}`
    await this.#until(async () => {
      const { status } = (await (await fetch(progress, { headers: { authorization } })).json()) as { status?: string }
      if (status === 'FAILED' || status === 'DEAD') throw new Error(`the import is ${status}`)
      return status === 'DONE'
    })
    return (performance.now() - started) / 1000
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (hasEnded(child)) return
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      }),
    )
  }

  get #base(): string {
    return `http://127.0.0.1:${this.#env.API_PORT}`
  }

  #token(): string {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { tenant_id: tenant, role: 'owner', sub: 'bench', exp: Math.floor(Date.now() / 1000) + 3600 }
    const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
    return `${text}.${createHmac('sha256', this.#env.JWT_SECRET ?? '')
      .update(text)
      .digest('base64url')}`
  }

  /** @throws Error when one of the processes is gone: what is waited for will not happen */
  async #until(happened: () => Promise<boolean>): Promise<void> {
    while (!(await happened())) {
      this.#signal.throwIfAborted()
      const gone = this.#children.find(hasEnded)
      if (gone) throw new Error(`${gone.spawnargs.at(-1)} ended with ${gone.signalCode ?? gone.exitCode}`)
      await after(20)
    }
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
