import { JobAborted, RetryableError } from '@academy/sdk/errors'
import type { JobContext } from '@academy/sdk/worker'
import {
  type CachePolicy,
  firstDifference,
  inPublishingOrder,
  type PublishedFile,
  servedAs,
} from '../domain/published-file.ts'
import { inParallel } from './in-parallel.ts'
import type { VideoStorage } from './ports.ts'

/** What to publish, and where. */
export interface Publication {
  /** Where the files lie, by their path. */
  readonly fileOf: (path: string) => string
  readonly files: readonly PublishedFile[]
  /** Prefix of the published video. */
  readonly prefix: string
  /** Prefix of this job under it, where nobody looks. */
  readonly staging: string
  readonly fence: number
  readonly cache: CachePolicy
  readonly onUploaded: (bytes: number) => void
}

type Context = Pick<JobContext, 'signal' | 'transaction'>

const uploadsAtOnce = 4
const takeBackMilliseconds = 1500 // an aborted process is killed soon after

/**
 * Puts a video in its place so that nobody ever sees a part of it (P-34): everything is stored under the staging
 * prefix and verified, then copied, the master playlist last, verified again, and the staging removed. Until the
 * caller commits READY nothing points there.
 *
 * Each attempt stages in a folder of its own fence. One that was frozen and wakes up late finds its folder gone; and
 * whatever it still copies has the names and the timing of what lies there, since both were made of the same source.
 * For its sake nothing is ever removed from the place of the published video but what no attempt at it would write.
 *
 * @throws RetryableError `publish_incomplete`
 * @throws FenceLostError when another worker has the job
 */
export async function publishVideo(publication: Publication, storage: VideoStorage, ctx: Context): Promise<void> {
  try {
    const own = await stageAll(publication, storage, ctx)
    await move(publication, own, storage, ctx)
  } catch (error) {
    await takeBack(publication, storage, ctx).catch(() => {}) // the next attempt removes it, too
    throw error
  }
  await storage.empty(publication.prefix + stagingFolder(publication), ctx.signal)
}

async function stageAll(publication: Publication, storage: VideoStorage, ctx: Context): Promise<string> {
  const { staging, fence, files } = publication
  await stillMine(ctx)
  await storage.empty(staging, ctx.signal) // of earlier attempts
  const own = `${staging}${fence}/`
  const [parts, master] = inPublishingOrder(files)
  await stage(publication, `${own}parts/`, parts, storage, ctx.signal)
  await stage(publication, `${own}master/`, [master], storage, ctx.signal)
  return own
}

async function move(publication: Publication, own: string, storage: VideoStorage, ctx: Context): Promise<void> {
  const { prefix, files } = publication
  const { signal } = ctx
  await stillMine(ctx)
  await storage.copy(`${own}parts/`, prefix, signal)
  await storage.copy(`${own}master/`, prefix, signal)
  const stored = (await storage.list(prefix, signal)).filter(({ path }) => !path.startsWith(stagingFolder(publication)))
  const ours = new Set(files.map(({ path }) => path))
  const strangers = stored.filter(({ path }) => !ours.has(path))
  for (const { path } of strangers) await storage.remove(prefix + path, signal)
  const difference = firstDifference(
    files,
    stored.filter(({ path }) => ours.has(path)),
  )
  if (difference !== undefined) throw incomplete(prefix, difference)
}

/** @throws FenceLostError when another worker has the job */
const stillMine = ({ transaction }: Context) => transaction(async () => {})

/** The first folder of the staging prefix, in which every job of the video has its own. */
const stagingFolder = ({ prefix, staging }: Publication) => staging.slice(prefix.length).replace(/\/.*$/s, '/')

const incomplete = (prefix: string, difference: string) =>
  new RetryableError('publish_incomplete', `under ${prefix}: ${difference}`)

/** Removes what a failed attempt staged, unless another worker may already be at the same job. */
async function takeBack({ staging }: Publication, storage: VideoStorage, ctx: Context): Promise<void> {
  if (ctx.signal.reason instanceof JobAborted && ctx.signal.reason.reason === 'lease_lost') return
  if (!ctx.signal.aborted) await stillMine(ctx)
  await storage.empty(staging, AbortSignal.timeout(takeBackMilliseconds))
}

async function stage(
  { fileOf, cache, onUploaded }: Publication,
  prefix: string,
  files: readonly PublishedFile[],
  storage: VideoStorage,
  signal: AbortSignal,
): Promise<void> {
  await inParallel(files, uploadsAtOnce, async ({ path, bytes }) => {
    await storage.upload(prefix + path, fileOf(path), servedAs(path, cache), signal)
    onUploaded(bytes)
  })
  const difference = firstDifference(files, await storage.list(prefix, signal))
  if (difference !== undefined) throw incomplete(prefix, difference)
}
