import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerQuery, type Ec2Instance } from './instances.ts'
import { MetadataService, type SpotNotice } from './metadata.ts'

export type { Ec2Instance } from './instances.ts'
export type { SpotNotice } from './metadata.ts'

/** One request as the stand-in saw it. */
export interface Ec2Request {
  readonly at: string
  readonly method: string
  readonly path: string
  /** The query API's Action; `null` for the metadata service. */
  readonly action: string | null
  readonly status: number
}

/** A running stand-in for the EC2 API and one instance's metadata service. */
export interface Ec2StandIn extends AsyncDisposable {
  /** Endpoint of both: set it as the EC2 client's endpoint and as AWS_EC2_METADATA_SERVICE_ENDPOINT. */
  readonly url: string
  readonly instances: readonly Ec2Instance[]
  requests(): readonly Ec2Request[]
  /** Puts up the Spot notice, or takes it down with `null`. */
  spotNotice(notice: SpotNotice | null): void
  stop(): Promise<void>
}

/**
 * Starts a stand-in for EC2 on a free loopback port: DescribeInstances and StopInstances in the query protocol, and
 * instance metadata version 2 for `self`. Requests must carry AWS's signature header; its value is not checked.
 * @param options.autoScalingGroup the group that `self` belongs to: shown as Auto Scaling's own tag
 * @example const ec2 = await startEc2({ self: 'i-0123456789abcdef0', autoScalingGroup: 'academy-video' })
 */
export async function startEc2(options: { self: string; autoScalingGroup?: string }): Promise<Ec2StandIn> {
  const tags = options.autoScalingGroup ? { 'aws:autoscaling:groupName': options.autoScalingGroup } : {}
  const instances: Ec2Instance[] = [{ instanceId: options.self, state: 'running', tags }]
  const metadata = new MetadataService(options.self)
  const log: Ec2Request[] = []

  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://ec2').pathname
    const form = new URLSearchParams(await readBody(request))
    const isMetadata = path.startsWith('/latest/')
    const { status, body, headers } = isMetadata ? metadata.answer(request, path) : query(instances, request, form)
    const action = isMetadata ? null : form.get('Action')
    log.push({ at: new Date().toISOString(), method: request.method ?? '', path, action, status })
    response.writeHead(status, { 'content-type': isMetadata ? 'text/plain' : 'text/xml;charset=UTF-8', ...headers })
    response.end(body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })

  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    instances,
    requests: () => log,
    spotNotice: (notice) => {
      metadata.spotNotice = notice
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function query(instances: readonly Ec2Instance[], request: IncomingMessage, form: URLSearchParams) {
  const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') === true
  if (request.method !== 'POST' || !signed) {
    const error = '<Error><Code>AuthFailure</Code><Message>a signed POST is needed</Message></Error>'
    return { status: 401, body: `<Response><Errors>${error}</Errors></Response>`, headers: {} }
  }
  const { status, xml } = answerQuery(instances, form)
  return { status, body: xml, headers: {} }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
