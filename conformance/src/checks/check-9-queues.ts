import { type Check, judging, show } from './check.ts'

export const queueChecks: readonly Check[] = [
  {
    requirement: 'M2.9-queues-agree',
    row: 'check-9',
    title: 'every queue of the contract is at the endpoint with its values; none hides for 300 seconds',
    scenarios: ['queues'],
    incidents: ['P-20', 'P-21'],
    pointer: 'asyncapi.yaml#/channels',
    judge: judging((judge, history, contract) => {
      const listed = history.in('queues').mark('queues_listed')
      const live = history.in('queues').of('queue')
      judge.expect(listed && live.length > 0, 'no queue was listed')
      for (const channel of contract.channels) {
        const event = live.find(({ data }) => data.name === channel.queueName)
        const values = event?.data.attributes ?? {}
        judge.expect(event, `${channel.queueName} is not at the endpoint`, listed)
        judge.expect(
          Number(values.VisibilityTimeout) === channel.visibilitySeconds,
          `${channel.queueName}: visibility ${show(values.VisibilityTimeout)}`,
          event,
        )
        judge.expect(
          Number(values.MessageRetentionPeriod) === channel.retentionSeconds,
          `${channel.queueName}: retention ${show(values.MessageRetentionPeriod)}`,
          event,
        )
        const redrive = parseRedrive(values.RedrivePolicy)
        judge.expect(
          Number(redrive.maxReceiveCount) === channel.maxReceiveCount,
          `${channel.queueName}: maxReceiveCount ${show(redrive.maxReceiveCount)}`,
          event,
        )
        judge.expect(
          String(redrive.deadLetterTargetArn).endsWith(`:${channel.dlqName}`),
          `${channel.queueName}: its dead letters go to ${show(redrive.deadLetterTargetArn)}`,
          event,
        )
        const dlq = live.find(({ data }) => data.name === channel.dlqName)
        judge.expect(
          Number(dlq?.data.attributes.MessageRetentionPeriod) === channel.dlqRetentionSeconds,
          `${channel.dlqName}: retention ${show(dlq?.data.attributes.MessageRetentionPeriod)}`,
          dlq,
        )
        if (channel.fleet === 'ai')
          judge.expect(channel.visibilitySeconds === 3600, `${channel.name} says ${channel.visibilitySeconds} s`)
      }
      for (const event of live) {
        judge.expect(
          Number(event.data.attributes.VisibilityTimeout) !== 300,
          `${event.data.name} hides for 300 s`,
          event,
        )
      }
    }),
  },
]

function parseRedrive(text: string | undefined): Record<string, unknown> {
  try {
    return JSON.parse(text ?? '{}') as Record<string, unknown>
  } catch {
    return {}
  }
}
