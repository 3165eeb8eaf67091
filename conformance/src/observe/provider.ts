import type { History } from '../history/history.ts'

/** The message provider's own record of the requests it got, and its script of outcomes. */
export class ProviderView {
  readonly #logUrl: string
  readonly #scriptUrl: string
  readonly #history: History
  #since = 0

  constructor(logUrl: string, scriptUrl: string, history: History) {
    this.#logUrl = logUrl
    this.#scriptUrl = scriptUrl
    this.#history = history
  }

  /** Appends everything that was recorded since the last call. */
  async drain(scenario: string): Promise<void> {
    const response = await fetch(`${this.#logUrl}?since=${this.#since}`, { signal: AbortSignal.timeout(10_000) })
    if (!response.ok) throw new Error(`the provider's record answers ${response.status}`)
    for (const line of (await response.text()).split('\n')) {
      if (line === '') continue
      const entry = JSON.parse(line) as Record<string, unknown>
      this.#since = Number(entry.seq)
      this.#history.add(scenario, 'provider', entry, Date.parse(String(entry.at)))
    }
  }

  /** Scripts what one recipient's requests are answered with. */
  async script(scenario: string, script: Record<string, unknown>): Promise<void> {
    const response = await fetch(this.#scriptUrl, { method: 'POST', body: JSON.stringify(script) })
    if (!response.ok) throw new Error(`the provider refused the script: ${response.status} ${await response.text()}`)
    this.#history.add(scenario, 'mark', { name: 'provider_scripted', detail: script })
  }
}
