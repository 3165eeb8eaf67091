import type { Fields } from './types.ts'

/** The last part of a queue's URL. */
export function queueName(input: Fields): string | undefined {
  if (typeof input.QueueUrl === 'string') return input.QueueUrl.split('/').at(-1)
  return typeof input.QueueName === 'string' ? input.QueueName : undefined
}

/** Lets the queue URLs in an answer point to the front; the emulator builds them from a host name of its own. */
export function pointToFront(output: Fields, endpoint: string): Fields {
  const here = (url: unknown) => (typeof url === 'string' ? new URL(new URL(url).pathname, endpoint).href : url)
  const changed = { ...output }
  if ('QueueUrl' in output) changed.QueueUrl = here(output.QueueUrl)
  for (const name of ['QueueUrls', 'queueUrls']) {
    const list = output[name]
    if (Array.isArray(list)) changed[name] = list.map(here)
  }
  return changed
}
