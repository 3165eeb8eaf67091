import type { TenantId } from '@academy/sdk/contract'
import type { ProgressStore } from '@academy/sdk/progress'
import type { ProgressReader } from '../../application/ports.ts'

/** Progress comes from Redis and from nowhere else: no statement reaches the database (M4). */
export class RedisProgress implements ProgressReader {
  readonly #store: ProgressStore

  constructor(store: ProgressStore) {
    this.#store = store
  }

  ofJob(tenant: TenantId, jobId: string): ReturnType<ProgressReader['ofJob']> {
    return this.#store.read(tenant, jobId)
  }

  ofVideo(tenant: TenantId, videoId: number): ReturnType<ProgressReader['ofVideo']> {
    return this.#store.readVideo(tenant, videoId)
  }
}
