import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Sees the bytes that a client sends; `drop` swallows them and everything after them on that connection. */
export type Tap = (bytes: Buffer) => 'pass' | 'drop'

interface Way {
  readonly client: Socket
  upstream: Socket | undefined
  dropped: boolean
}

/**
 * A TCP way to a server that can become a black hole: bytes stop, connections stay, new ones are taken and hear nothing.
 * One way a client process, so that one client's bytes can be watched.
 */
export class Link {
  /** The server's URL by this way. */
  url = ''
  /** Watch what the client sends, for as long as they are here. */
  readonly taps = new Set<Tap>()
  private readonly target: URL
  private readonly server: Server
  private readonly ways = new Set<Way>()
  private held = false

  private constructor(serverUrl: string) {
    this.target = new URL(serverUrl)
    this.server = createServer({ noDelay: true }, (client) => this.take(client))
  }

  static async open(serverUrl: string): Promise<Link> {
    const link = new Link(serverUrl)
    await new Promise<void>((resolve, reject) => {
      link.server.once('error', reject)
      link.server.listen(0, '127.0.0.1', resolve)
    })
    const url = new URL(serverUrl)
    url.host = `127.0.0.1:${(link.server.address() as AddressInfo).port}`
    link.url = url.href
    return link
  }

  /** From now on no byte passes, either way. */
  hold(): void {
    this.held = true
    for (const { client, upstream } of this.ways) {
      client.pause()
      upstream?.pause()
    }
  }

  /** Ends the black hole: what was held arrives late, or every connection is lost. */
  release(how: 'resume' | 'cut'): void {
    this.held = false
    if (how === 'cut') this.cut()
    for (const way of this.ways) {
      if (!way.upstream) this.join(way)
      way.client.resume()
      way.upstream?.resume()
    }
  }

  /** Every connection is lost at once; new ones are taken. */
  cut(): void {
    for (const { client, upstream } of this.ways) {
      client.destroy()
      upstream?.destroy()
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve())
      this.cut()
    })
  }

  private take(client: Socket): void {
    const way: Way = { client, upstream: undefined, dropped: false }
    this.ways.add(way)
    client.on('error', () => {}).on('close', () => this.end(way))
    if (this.held) client.pause()
    else this.join(way)
  }

  private join(way: Way): void {
    if (way.client.destroyed) return
    const upstream = connect({ port: Number(this.target.port), host: this.target.hostname, noDelay: true })
    way.upstream = upstream
    upstream.on('error', () => {}).on('close', () => this.end(way))
    way.client.on('data', (bytes: Buffer) => {
      if ([...this.taps].some((tap) => tap(bytes) === 'drop')) way.dropped = true
      if (!way.dropped) this.pass(bytes, way.client, upstream)
    })
    upstream.on('data', (bytes: Buffer) => this.pass(bytes, upstream, way.client))
  }

  private pass(bytes: Buffer, from: Socket, to: Socket): void {
    if (to.destroyed || to.write(bytes)) return
    from.pause()
    to.once('drain', () => {
      if (!this.held) from.resume()
    })
  }

  private end(way: Way): void {
    this.ways.delete(way)
    way.client.destroy()
    way.upstream?.destroy()
  }
}
