import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A door before a server: closing it looks like the server's death, opening it like its return. */
export interface Gate {
  /** The server's URL, through the door. */
  readonly url: string
  close(): void
  open(): void
  stop(): Promise<void>
}

export async function gate(to: string): Promise<Gate> {
  const target = new URL(to)
  const sockets = new Set<Socket>()
  let closed = false
  const server = createServer((incoming) => {
    if (closed) return incoming.destroy()
    const outgoing = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
    return undefined
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: Object.assign(new URL(to), { port: String((server.address() as AddressInfo).port) }).href,
    close: () => {
      closed = true
      cut()
    },
    open: () => {
      closed = false
    },
    stop: () => {
      const ended = new Promise<void>((resolve) => void server.close(() => resolve()))
      cut()
      return ended
    },
  }
}
