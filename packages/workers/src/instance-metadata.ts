import type { Interruption } from '@academy/sdk/worker'

const longestTokenMinutes = 360 // the service gives no longer one
const patienceMs = 2000

/** The metadata service of an EC2 instance, version 2: a token first, renewed when the service refuses it. */
export class InstanceMetadata {
  private readonly endpoint: string
  private readonly tokenSeconds: number
  private token: string | undefined
  private id: string | undefined

  constructor(endpoint: string, { tokenSeconds = longestTokenMinutes * 60 }: { readonly tokenSeconds?: number } = {}) {
    this.endpoint = endpoint
    this.tokenSeconds = tokenSeconds
  }

  async instanceId(): Promise<string> {
    this.id ??= await this.read('instance-id')
    if (this.id === undefined) throw new Error('the metadata service knows no instance-id')
    return this.id
  }

  /** The Spot notice; undefined while there is none. */
  async interruption(): Promise<Interruption | undefined> {
    const text = await this.read('spot/instance-action')
    if (text === undefined) return undefined
    const { action, time } = JSON.parse(text) as { action: string; time: string }
    return { action, at: time }
  }

  private async read(category: string): Promise<string | undefined> {
    const first = await this.get(category)
    // Expired, or the instance was moved: one new token, then the answer counts.
    const response = first.status === 401 ? await this.get(category, true) : first
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`the metadata service answered ${response.status} for ${category}`)
    return await response.text()
  }

  private async get(category: string, renew = false): Promise<Response> {
    if (renew || this.token === undefined) this.token = await this.newToken()
    const headers = { 'x-aws-ec2-metadata-token': this.token }
    return await this.fetch(`meta-data/${category}`, { headers })
  }

  private async newToken(): Promise<string> {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': String(this.tokenSeconds) }
    const response = await this.fetch('api/token', { method: 'PUT', headers })
    if (!response.ok) throw new Error(`the metadata service gave no token: ${response.status}`)
    return await response.text()
  }

  private fetch(path: string, init: RequestInit): Promise<Response> {
    return fetch(`${this.endpoint}/latest/${path}`, { ...init, signal: AbortSignal.timeout(patienceMs) })
  }
}
