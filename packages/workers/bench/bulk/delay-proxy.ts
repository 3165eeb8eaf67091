import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

/** A TCP proxy that adds milliseconds to each round trip: what the client sends arrives that much later. */
export async function startDelayProxy(
  target: URL,
  milliseconds: number,
): Promise<{ readonly url: string; stop(): void }> {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    client.on('data', (bytes) => setTimeout(() => upstream.write(bytes), milliseconds))
    client.on('end', () => setTimeout(() => upstream.end(), milliseconds))
    upstream.pipe(client)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {
        client.destroy()
        upstream.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  const stop = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { url: url.href, stop }
}
