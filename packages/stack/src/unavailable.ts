/** A server or tool that the stack needs is not there; the message is one line that says how to get it. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}
