// After the provisioning: one more queue, as an old script would have left it (P-20, P-21).
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { relay } from '../hook/relay.mjs'

let endpoints

relay(async ({ verb, args }, call) => {
  if (verb === 'init') {
    endpoints = await call(verb, args)
    return endpoints
  }
  if (verb !== 'queues.provision') return undefined
  const result = await call(verb, args)
  const sqs = new SQSClient({
    endpoint: endpoints.sqs_endpoint,
    region: endpoints.aws_region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  await sqs.send(
    new CreateQueueCommand({ QueueName: 'ai-jobs-of-the-old-system', Attributes: { VisibilityTimeout: '300' } }),
  )
  sqs.destroy()
  return result
})
