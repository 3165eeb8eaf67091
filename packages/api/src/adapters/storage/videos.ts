import type { DirectUpload, ObjectStorage, UploadedPart } from '@academy/sdk/storage'
import type { VideoStorage } from '../../application/ports.ts'

/** Videos in the object storage: their owners upload straight to it. */
export class VideoFiles implements VideoStorage {
  readonly #storage: ObjectStorage

  constructor(storage: ObjectStorage) {
    this.#storage = storage
  }

  start(upload: { key: string; contentType: string; sizeBytes: number }): Promise<DirectUpload> {
    return this.#storage.startDirectUpload(upload)
  }

  complete(upload: { key: string; uploadId: string; parts: readonly UploadedPart[] }): Promise<void> {
    return this.#storage.completeMultipart(upload)
  }

  giveUp(upload: { key: string; uploadId: string }): Promise<void> {
    return this.#storage.abortMultipart(upload)
  }

  async size(key: string): Promise<number | null> {
    return (await this.#storage.head(key))?.sizeBytes ?? null
  }
}
