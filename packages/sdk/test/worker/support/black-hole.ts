import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be made to swallow everything, as a lost network does, and to work again. */
export interface BlackHole extends AsyncDisposable {
  /** The server's URL by this way. */
  readonly url: string
  /** From now on nothing arrives, and no connection is refused either. */
  swallow(): void
  /** Cuts what was swallowed; new connections go through. */
  clear(): void
}

/** Puts a black hole before the server of a URL. */
export async function blackHole(serverUrl: string): Promise<BlackHole> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let swallowing = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  const server = createServer((client) => {
    keep(client)
    if (swallowing) return
    const upstream = connect(Number(target.port), target.hostname)
    keep(upstream)
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (data) => {
        if (!swallowing) to.write(data)
      })
      from.on('close', () => {
        if (!swallowing) to.destroy()
      })
    }
    pass(client, upstream)
    pass(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(serverUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    swallow: () => {
      swallowing = true
    },
    clear: () => {
      swallowing = false
      cut()
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}
