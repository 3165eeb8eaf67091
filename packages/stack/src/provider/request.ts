/** One request as the provider saw it, one line of `GET /_provider/log`. */
export interface ProviderRequest {
  readonly seq: number
  readonly at: string
  readonly method: string
  readonly path: string
  readonly signed: boolean
  /** Why the whole request was refused; `null` when it was not. */
  reason: string | null
  readonly body: unknown
  /** Ids of the messages that were taken. A message counts as sent exactly when it is here. */
  accepted: string[]
  /** The HTTP status that was answered; `null` while it hangs, or when the connection was cut. */
  status: number | null
}
