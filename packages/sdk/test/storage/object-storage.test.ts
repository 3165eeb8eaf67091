import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type TestServers, testServers } from '@academy/stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/index.ts'
import { objects } from '../../src/contract/index.ts'
import { createStorage, type ObjectStorage } from '../../src/storage/index.ts'

let servers: TestServers
let storage: ObjectStorage
beforeAll(async () => {
  servers = await testServers()
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = servers.env
  Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })
  storage = createStorage(loadConfig({ ...servers.env, WORKER_NAME: 'none' }))
})
afterAll(async () => {
  storage.close()
  await servers.stop()
})

const mebibyte = 1024 * 1024
const stream = (bytes: number) =>
  Readable.from(
    (function* () {
      for (let left = bytes; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), left % 251)
    })(),
  )
const put = (key: string, bytes = 10, more: { cacheControl?: string } = {}) =>
  storage.upload({ key, body: stream(bytes), contentType: 'text/plain', ...more })
const keysOf = async (prefix: string) => {
  const keys: string[] = []
  for await (const { key } of storage.list(prefix)) keys.push(key)
  return keys
}

test.each([1, 5 * mebibyte, 9 * mebibyte])(
  'a stream of %i bytes is stored whole, with its type and cache rule',
  async (bytes) => {
    const key = `up/${bytes}`
    expect(await put(key, bytes, { cacheControl: 'no-cache' })).toEqual({ bytes })
    expect(await storage.head(key)).toMatchObject({
      sizeBytes: bytes,
      contentType: 'text/plain',
      cacheControl: 'no-cache',
    })
    expect((await buffer(await storage.read(key))).equals(await buffer(stream(bytes)))).toBe(true)
  },
)

test('a stream of exactly the limit is stored; one byte more is refused and leaves nothing', async () => {
  const limitBytes = 9 * mebibyte
  const upload = (key: string, bytes: number) =>
    storage.upload({ key, body: stream(bytes), contentType: 'text/plain', limitBytes })
  expect(await upload('limit/fits', limitBytes)).toEqual({ bytes: limitBytes })
  await expect(upload('limit/over', limitBytes + 1)).rejects.toMatchObject({ code: 'file_too_large' })
  expect(await keysOf('limit/')).toEqual(['limit/fits'])
})

test('a source that breaks and an abort both end the upload with their own reason, and leave nothing', async () => {
  const broken = new Readable({ read() {} })
  broken.push(Buffer.alloc(9 * mebibyte))
  const upload = storage.upload({ key: 'broken/a', body: broken, contentType: 'text/plain' })
  broken.destroy(new Error('the client went away'))
  await expect(upload).rejects.toThrow('the client went away')

  const leaving = new AbortController()
  const endless = Readable.from(
    (async function* () {
      yield Buffer.alloc(9 * mebibyte)
      leaving.abort(new Error('shutdown'))
      await new Promise(() => {})
    })(),
  )
  const aborted = storage.upload({ key: 'broken/b', body: endless, contentType: 'text/plain', signal: leaving.signal })
  await expect(aborted).rejects.toThrow('shutdown')
  expect(await keysOf('broken/')).toEqual([])
})

test('a range is read, both ends included', async () => {
  await storage.upload({ key: 'range/a', body: Readable.from([Buffer.from('0123456789')]), contentType: 'text/plain' })
  const part = await buffer(await storage.read('range/a', { range: { start: 2, end: 5 } }))
  expect(part.toString()).toBe('2345')
})

test('what does not exist: head says null, reading says source_missing, removing is no error', async () => {
  expect(await storage.head('none')).toBeNull()
  await expect(storage.read('none')).rejects.toMatchObject({ code: 'source_missing', retryable: false })
  await expect(storage.delete('none')).resolves.toBeUndefined()
})

test('a storage that does not answer is a retryable error; an abort is its reason', async () => {
  const { env } = servers
  const away = createStorage(loadConfig({ ...env, S3_ENDPOINT: 'http://127.0.0.1:9', WORKER_NAME: 'none' }))
  await expect(away.head('x')).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true })
  expect(await away.reachable()).toBe(false)
  const reason = new Error('enough')
  await expect(away.head('x', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  away.close()
})

test('a folder is copied, moved and removed with everything in it, and nothing beside it', async () => {
  for (const key of ['hls/4/_tmp/j/master.m3u8', 'hls/4/_tmp/j/v1/한 글.ts', 'hls/41/_tmp/j/other']) await put(key)
  expect(await storage.copyPrefix('hls/4/_tmp/j/', 'hls/4/copy/')).toHaveLength(2)
  const moved = await storage.movePrefix('hls/4/_tmp/j/', 'hls/4/')
  expect(moved.sort()).toEqual(['hls/4/master.m3u8', 'hls/4/v1/한 글.ts'])
  expect(await keysOf('hls/4/_tmp/')).toEqual([])
  expect(await storage.deletePrefix('hls/4/')).toBe(4)
  expect(await keysOf('hls/')).toEqual(['hls/41/_tmp/j/other'])
})

test('copies keep type and cache rule', async () => {
  await put('meta/a/x.ts', 10, { cacheControl: 'max-age=31536000, immutable' })
  await storage.movePrefix('meta/a/', 'meta/b/')
  expect(await storage.head('meta/b/x.ts')).toMatchObject({
    contentType: 'text/plain',
    cacheControl: 'max-age=31536000, immutable',
  })
})

test.each(['', '/', 'hls/4', 'hls//'])('%j is no folder: nothing is removed', async (prefix) => {
  await expect(storage.deletePrefix(prefix)).rejects.toThrow(TypeError)
})

test('more objects than one page and one removal hold are all listed and removed', async () => {
  for (let at = 0; at < 1100; at += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, i) => put(`many/${at + i}`, 1)))
  }
  expect(await keysOf('many/')).toHaveLength(1100)
  expect(await storage.deletePrefix('many/')).toBe(1100)
  expect(await keysOf('many/')).toEqual([])
})

test('up to the threshold one presigned PUT carries the file, without a token', async () => {
  const upload = await storage.startDirectUpload({ key: 'direct/a', contentType: 'video/mp4', sizeBytes: 1000 })
  if (upload.kind !== 'single') throw new Error('expected one PUT')
  const { searchParams } = new URL(upload.url)
  expect(searchParams.get('X-Amz-SignedHeaders')?.split(';')).toEqual(
    expect.arrayContaining(['content-length', 'content-type']),
  )
  expect(searchParams.has('x-amz-checksum-crc32')).toBe(false)
  expect(upload.expiresAt.getTime() - Date.now()).toBeGreaterThan((objects.uploadUrlSeconds - 60) * 1000)
  const answer = await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: new Uint8Array(1000) })
  expect(answer.status).toBe(200)
  expect(await storage.head('direct/a')).toMatchObject({ sizeBytes: 1000, contentType: 'video/mp4' })
})

test('above the threshold parts are put together; wrong parts are refused; completing twice is no error', async () => {
  const key = 'direct/b'
  const sizeBytes = objects.multipartThresholdBytes + 1
  const upload = await storage.startDirectUpload({ key, contentType: 'video/mp4', sizeBytes })
  if (upload.kind !== 'multipart') throw new Error('expected parts')
  const { uploadId } = upload
  const parts: { partNumber: number; etag: string }[] = []
  for (const { partNumber, url } of upload.parts) {
    const length = Math.min(upload.partSizeBytes, sizeBytes - (partNumber - 1) * upload.partSizeBytes)
    const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(length) })
    parts.push({ partNumber, etag: answer.headers.get('etag') as string })
  }
  const wrong = parts.map((part) => ({ ...part, etag: '"somebody-else"' }))
  await expect(storage.completeMultipart({ key, uploadId, parts: wrong })).rejects.toMatchObject({
    code: 'video_not_uploaded',
  })
  expect(await storage.head(key)).toBeNull()
  for (const _ of [1, 2]) await storage.completeMultipart({ key, uploadId, parts: [...parts].reverse() })
  expect(await storage.head(key)).toMatchObject({ sizeBytes, contentType: 'video/mp4' })
})

test('an upload that was given up takes no completion and can be given up again', async () => {
  const key = 'direct/c'
  const sizeBytes = objects.multipartThresholdBytes + 1
  const upload = await storage.startDirectUpload({ key, contentType: 'video/mp4', sizeBytes })
  if (upload.kind !== 'multipart') throw new Error('expected parts')
  for (const _ of [1, 2]) await storage.abortMultipart({ key, uploadId: upload.uploadId })
  await storage.completeMultipart({ key, uploadId: upload.uploadId, parts: [{ partNumber: 1, etag: 'x' }] })
  expect(await storage.head(key)).toBeNull()
})
