import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import type { History } from '../history/history.ts'

/** Looks into the target's object store. */
export class Objects {
  readonly #s3: S3Client
  readonly #bucket: string
  readonly #history: History

  constructor(endpoint: string, region: string, bucket: string, history: History) {
    this.#s3 = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
    this.#bucket = bucket
    this.#history = history
  }

  /** Records the keys below a prefix. */
  async below(scenario: string, prefix: string): Promise<string[]> {
    const keys: string[] = []
    let next: string | undefined
    do {
      const page = await this.#s3.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: prefix,
          ...(next !== undefined && { ContinuationToken: next }),
        }),
      )
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''))
      next = page.NextContinuationToken
    } while (next)
    this.#history.add(scenario, 'objects', { prefix, keys })
    return keys
  }

  close(): void {
    this.#s3.destroy()
  }
}
