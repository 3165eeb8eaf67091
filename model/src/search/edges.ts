/** Steps between states that recovery may count on, with their kind, kept for the backward search. */
export class Edges {
  count = 0
  from = new Int32Array(1 << 14)
  to = new Int32Array(1 << 14)
  kind = new Uint8Array(1 << 14)

  add(from: number, to: number, kind: number): void {
    if (this.count === this.kind.length) this.grow()
    this.from[this.count] = from
    this.to[this.count] = to
    this.kind[this.count] = kind
    this.count += 1
  }

  private grow(): void {
    const length = this.kind.length * 2
    const { from, to, kind } = this
    this.from = new Int32Array(length)
    this.to = new Int32Array(length)
    this.kind = new Uint8Array(length)
    this.from.set(from)
    this.to.set(to)
    this.kind.set(kind)
  }
}

/** The edges by the state they lead to: those into state n are at[n] … at[n + 1] − 1. */
export interface EdgesInto {
  readonly at: Int32Array
  readonly from: Int32Array
  readonly kind: Uint8Array
}

/** Sorts the edges by their target (a counting sort). */
export function edgesInto(edges: Edges, states: number): EdgesInto {
  const at = new Int32Array(states + 1)
  for (let e = 0; e < edges.count; e++) {
    const after = (edges.to[e] as number) + 1
    at[after] = (at[after] as number) + 1
  }
  for (let n = 0; n < states; n++) at[n + 1] = (at[n + 1] as number) + (at[n] as number)
  const next = at.slice()
  const from = new Int32Array(edges.count)
  const kind = new Uint8Array(edges.count)
  for (let e = 0; e < edges.count; e++) {
    const target = edges.to[e] as number
    const place = next[target] as number
    next[target] = place + 1
    from[place] = edges.from[e] as number
    kind[place] = edges.kind[e] as number
  }
  return { at, from, kind }
}
