import { randomUUID } from 'node:crypto'
import { type OperationId, operations } from '../contract/index.ts'
import { isTerminal } from '../jobs/job-row.ts'
import type { AnswerOf, InputOf, ItemOf, ListOperationId } from './operation-types.ts'
import { type PollOptions, pollUntilEnded } from './poll.ts'
import { mayRetry, pauseSeconds, wait } from './retries.ts'
import { type AnyInput, outgoing, type RawAnswer, sendOnce } from './send.ts'

export interface AcademyClientOptions {
  /** Address of the API without `/api/v1`. */
  readonly baseUrl: string
  /** The bearer token, or what gives one; asked for every attempt, so that it may be renewed. */
  readonly token: string | (() => string | Promise<string>)
  /** Further attempts after the first. Default 2. */
  readonly maxRetries?: number
  /** Seconds that one attempt may take. Default 30. */
  readonly timeoutSeconds?: number
  /** Replaces the global fetch, for proxies and metrics. */
  readonly fetch?: typeof fetch
}

/** What may differ from call to call. */
export interface CallOptions {
  /** Ends the call; it then fails with the signal's reason. */
  readonly signal?: AbortSignal
  /** Where the operation takes one. Without it one is made up, so that retries are safe. */
  readonly idempotencyKey?: string
  /** Follows the request through logs, queue and worker. */
  readonly correlationId?: string
  readonly maxRetries?: number
  readonly timeoutSeconds?: number
}

type Rest<Id extends OperationId> =
  object extends InputOf<Id>
    ? [input?: InputOf<Id>, options?: CallOptions]
    : [input: InputOf<Id>, options?: CallOptions]

/**
 * A client of the HTTP contract: operations by their id, inputs and answers typed by openapi.yaml.
 *
 * Requests that may be repeated are: on 408, 409, 429, 5xx and lost connections, twice, after Retry-After or with a
 * back-off; never on a problem that says it is not retryable, and never on an operation that would then be done twice
 * (P-48). Errors are HttpErrors by status, or a ConnectionError.
 *
 * @example
 * const academy = new AcademyClient({ baseUrl: 'https://api.academy.example', token })
 * const payload = { object_key: key, kind: 'students', password_mode: 'fixed' }
 * const { job_id } = await academy.call('createJob', { body: { job_type: 'excel_parsing', payload } })
 * const job = await academy.waitForJob(job_id, { onProgress: ({ progress }) => console.log(progress?.percent) })
 */
export class AcademyClient {
  readonly #options: AcademyClientOptions

  constructor(options: AcademyClientOptions) {
    this.#options = options
  }

  /** Calls an operation and returns the body of its answer. */
  async call<Id extends OperationId>(id: Id, ...rest: Rest<Id>): Promise<AnswerOf<Id>> {
    return (await this.raw(id, ...rest)).body
  }

  /** Calls an operation and returns the whole answer: status, headers, request id and body. */
  async raw<Id extends OperationId>(id: Id, ...[input, options = {}]: Rest<Id>): Promise<RawAnswer<AnswerOf<Id>>> {
    const { repeatable } = operations[id]
    const key = options.idempotencyKey ?? randomUUID()
    const headers: Record<string, string> = {
      // One key for all attempts: that is what makes them one request.
      ...(repeatable === 'with_key' && { 'idempotency-key': key }),
      ...(options.correlationId !== undefined && { 'x-correlation-id': options.correlationId }),
    }
    const attempts = repeatable === 'never' ? 1 : 1 + (options.maxRetries ?? this.#options.maxRetries ?? 2)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await this.#attempt(id, input ?? {}, headers, options)) as RawAnswer<AnswerOf<Id>>
      } catch (error) {
        if (attempt >= attempts || !mayRetry(error)) throw error
        await wait(pauseSeconds(error, attempt), options.signal)
      }
    }
  }

  async #attempt(id: OperationId, input: AnyInput, headers: Record<string, string>, options: CallOptions) {
    const { baseUrl, token, fetch: fetcher = fetch, timeoutSeconds = 30 } = this.#options
    const bearer = typeof token === 'string' ? token : await token()
    const request = outgoing(baseUrl, id, input, { ...headers, authorization: `Bearer ${bearer}` })
    return sendOnce(fetcher, request, {
      timeoutSeconds: options.timeoutSeconds ?? timeoutSeconds,
      signal: options.signal,
    })
  }

  /**
   * Every item of a list, page after page.
   * @example for await (const job of academy.each('listJobs', { query: { status: 'FAILED' } })) console.log(job.job_id)
   */
  async *each<Id extends ListOperationId>(
    id: Id,
    input?: InputOf<Id>,
    options?: CallOptions,
  ): AsyncGenerator<ItemOf<Id>> {
    let cursor: string | null = null
    do {
      const query = { ...(input as AnyInput | undefined)?.query, ...(cursor !== null && { cursor }) }
      const page = (await this.call(id, ...([{ ...input, query }, options] as unknown as Rest<Id>))) as {
        items: ItemOf<Id>[]
        next_cursor: string | null
      }
      yield* page.items
      cursor = page.next_cursor
    } while (cursor !== null)
  }

  /**
   * Waits for the end of a job and returns its detail, with the result when it is DONE. A job that FAILED is returned
   * too: look at `status`.
   * @throws NotFoundError `job_not_found`
   */
  waitForJob(jobId: string, options: PollOptions<AnswerOf<'getJobProgress'>> = {}): Promise<AnswerOf<'getJob'>> {
    const input = { path: { job_id: jobId } }
    const call = options.signal ? { signal: options.signal } : {}
    return pollUntilEnded(
      {
        progress: () => this.call('getJobProgress', input, call),
        detail: () => this.call('getJob', input, call),
        hasEnded: ({ status }) => isTerminal(status),
      },
      options,
    )
  }

  /**
   * Waits until a video is READY or FAILED and returns it.
   * @throws NotFoundError `video_not_found`
   */
  waitForVideo(
    videoId: number,
    options: PollOptions<AnswerOf<'getVideoProgress'>> = {},
  ): Promise<AnswerOf<'getVideo'>> {
    const input = { path: { video_id: videoId } }
    const call = options.signal ? { signal: options.signal } : {}
    return pollUntilEnded(
      {
        progress: () => this.call('getVideoProgress', input, call),
        detail: () => this.call('getVideo', input, call),
        hasEnded: ({ status }) => status === 'READY' || status === 'FAILED',
      },
      options,
    )
  }
}
