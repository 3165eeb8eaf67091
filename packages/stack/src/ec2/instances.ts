/** An instance of the stand-in. */
export interface Ec2Instance {
  readonly instanceId: string
  state: 'pending' | 'running' | 'stopping' | 'stopped' | 'terminated'
  /** Auto Scaling marks its instances with the tag `aws:autoscaling:groupName`. */
  readonly tags: Readonly<Record<string, string>>
}

const codes = { pending: 0, running: 16, terminated: 48, stopping: 64, stopped: 80 } as const
const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/'

/** An answer of the EC2 query API. */
export interface QueryAnswer {
  readonly status: number
  readonly xml: string
}

/**
 * Answers one request of the EC2 query protocol (a form with Action and numbered parameters): DescribeInstances by id,
 * StopInstances. What it does not know is refused with EC2's own error form.
 */
export function answerQuery(instances: readonly Ec2Instance[], form: URLSearchParams): QueryAnswer {
  const action = form.get('Action') ?? ''
  const ids = [...form].filter(([name]) => /^InstanceId\.\d+$/.test(name)).map(([, id]) => id)
  const unknown = ids.filter((id) => !instances.some(({ instanceId }) => instanceId === id))
  if (unknown.length > 0) {
    return failure('InvalidInstanceID.NotFound', `The instance ID '${unknown.join(', ')}' does not exist`)
  }
  if ([...form.keys()].some((name) => name.startsWith('Filter.'))) {
    return failure('InvalidParameterValue', 'filters are not known here')
  }
  if (action === 'DescribeInstances') {
    const chosen = ids.length === 0 ? instances : instances.filter(({ instanceId }) => ids.includes(instanceId))
    return success(action, `<reservationSet>${chosen.map(reservation).join('')}</reservationSet>`)
  }
  if (action === 'StopInstances') {
    if (ids.length === 0) return failure('MissingParameter', 'The request must contain the parameter InstanceId')
    const changes = instances.filter(({ instanceId }) => ids.includes(instanceId)).map(stop)
    return success(action, `<instancesSet>${changes.join('')}</instancesSet>`)
  }
  return failure('InvalidAction', `The action ${action} is not known here`)
}

function stop(instance: Ec2Instance): string {
  const previous = instance.state
  if (previous === 'running' || previous === 'pending') instance.state = 'stopping'
  return item(
    `<instanceId>${xmlText(instance.instanceId)}</instanceId>
     <currentState>${state(instance.state)}</currentState><previousState>${state(previous)}</previousState>`,
  )
}

const reservation = (instance: Ec2Instance): string =>
  item(`<reservationId>r-${xmlText(instance.instanceId)}</reservationId><ownerId>000000000000</ownerId>
    <instancesSet>${item(`<instanceId>${xmlText(instance.instanceId)}</instanceId>
      <instanceState>${state(instance.state)}</instanceState>
      <tagSet>${Object.entries(instance.tags).map(tag).join('')}</tagSet>`)}</instancesSet>`)

const tag = ([key, value]: [string, string]): string =>
  item(`<key>${xmlText(key)}</key><value>${xmlText(value)}</value>`)

const state = (name: Ec2Instance['state']): string => `<code>${codes[name]}</code><name>${name}</name>`

const item = (content: string): string => `<item>${content}</item>`

const success = (action: string, content: string): QueryAnswer => ({
  status: 200,
  xml: `<?xml version="1.0" encoding="UTF-8"?>
<${action}Response xmlns="${namespace}"><requestId>${crypto.randomUUID()}</requestId>${content}</${action}Response>`,
})

const failure = (code: string, message: string): QueryAnswer => ({
  status: 400,
  xml: `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>${code}</Code><Message>${xmlText(message)}</Message></Error></Errors><RequestID>${crypto.randomUUID()}</RequestID></Response>`,
})

const escapes: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' }
const xmlText = (text: string): string => text.replace(/[<>&"']/g, (character) => escapes[character] ?? character)
