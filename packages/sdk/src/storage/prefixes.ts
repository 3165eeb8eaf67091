import { CopyObjectCommand, DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { AcademyError } from '../errors/index.ts'
import { type Abortable, type Bucket, sending } from './bucket.ts'
import { storageRequest } from './storage-errors.ts'

/** One stored object, as a listing shows it. */
export interface ListedObject {
  readonly key: string
  readonly sizeBytes: number
  readonly lastModified: Date | undefined
}

// Requests at once for one prefix: enough to hide the way to the storage, few enough for its limits.
const copiesAtOnce = 8
const deletesARequest = 1000

/** Every object below a prefix, in the order of its keys. */
export async function* listPrefix(bucket: Bucket, prefix: string, { signal }: Abortable = {}) {
  let token: string | undefined
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket.name, Prefix: prefix, ContinuationToken: token })
    const page = await storageRequest(`listing ${prefix}`, () => bucket.client.send(command, sending(signal)), signal)
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key !== undefined) yield { key: Key, sizeBytes: Size ?? 0, lastModified: LastModified } satisfies ListedObject
    }
    token = page.NextContinuationToken
  } while (token !== undefined)
}

/**
 * Copies every object below `from` to the same place below `to`, with its type and cache rules. Returns the new keys.
 * Repeating it overwrites with the same bytes.
 */
export async function copyPrefix(bucket: Bucket, from: string, to: string, options: Abortable = {}): Promise<string[]> {
  folder(from)
  folder(to)
  const sources: string[] = []
  for await (const { key } of listPrefix(bucket, from, options)) sources.push(key)
  await eachOf(sources, (key) => copyObject(bucket, key, to + key.slice(from.length), options))
  return sources.map((key) => to + key.slice(from.length))
}

/** Copies everything, then removes the sources: a crash in between leaves both, never neither. */
export async function movePrefix(bucket: Bucket, from: string, to: string, options: Abortable = {}): Promise<string[]> {
  if (to.startsWith(from)) throw new TypeError(`${to} lies in ${from}: moving would remove what it wrote`)
  const keys = await copyPrefix(bucket, from, to, options)
  await deleteKeys(
    bucket,
    keys.map((key) => from + key.slice(to.length)),
    options,
  )
  return keys
}

/** Removes every object below a prefix; returns how many there were. */
export async function deletePrefix(bucket: Bucket, prefix: string, options: Abortable = {}): Promise<number> {
  folder(prefix)
  const keys: string[] = []
  for await (const { key } of listPrefix(bucket, prefix, options)) keys.push(key)
  await deleteKeys(bucket, keys, options)
  return keys.length
}

async function copyObject(bucket: Bucket, from: string, to: string, { signal }: Abortable): Promise<void> {
  const source = `${bucket.name}/${from}`.split('/').map(encodeURIComponent).join('/')
  const command = new CopyObjectCommand({ Bucket: bucket.name, Key: to, CopySource: source })
  await storageRequest(`copying ${from}`, () => bucket.client.send(command, sending(signal)), signal)
}

async function deleteKeys(bucket: Bucket, keys: readonly string[], { signal }: Abortable): Promise<void> {
  for (let at = 0; at < keys.length; at += deletesARequest) {
    const batch = keys.slice(at, at + deletesARequest)
    const command = new DeleteObjectsCommand({
      Bucket: bucket.name,
      Delete: { Objects: batch.map((key) => ({ Key: key })), Quiet: true },
    })
    const { Errors } = await storageRequest(
      `removing ${batch.length} objects`,
      () => bucket.client.send(command, sending(signal)),
      signal,
    )
    // The request as a whole succeeds even when single objects stay.
    const [first] = Errors ?? []
    if (first) throw new AcademyError('storage_unavailable', `removing ${first.Key}: ${first.Code}`)
  }
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items[Symbol.iterator]()
  const lane = async () => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(copiesAtOnce, items.length) }, lane))
}

/** Without the slash at its end `…/hls/4` would also mean `…/hls/41/`. */
function folder(prefix: string): void {
  if (!/[^/]\/$/.test(prefix)) throw new TypeError(`not a folder of objects: ${JSON.stringify(prefix)}`)
}
