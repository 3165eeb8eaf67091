import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Passes everything on to the storage and remembers which multipart uploads were begun and ended. */
export interface S3Witness {
  readonly endpoint: string
  /** Keys of uploads that were begun and neither completed nor given up. */
  unfinished(): string[]
  stop(): Promise<void>
}

export async function watchS3(upstream: string): Promise<S3Witness> {
  const open = new Map<string, string>()
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', upstream)
    const passed = request(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('end', () => {
        if (answer.statusCode === 200 && incoming.method === 'POST' && url.searchParams.has('uploads')) {
          const id = /<UploadId>([^<]+)/.exec(Buffer.concat(chunks).toString())?.[1]
          if (id !== undefined) open.set(id, url.pathname)
        }
        const ends = incoming.method === 'DELETE' || incoming.method === 'POST'
        const id = url.searchParams.get('uploadId')
        if (ends && id !== null && (answer.statusCode ?? 500) < 300) open.delete(id)
      })
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    incoming.on('error', () => passed.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unfinished: () => [...open.values()],
    stop: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
