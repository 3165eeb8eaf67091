export { buildMessage } from './build-message.ts'
export type { JobRowForMessage } from './message-row.ts'
export { type ParsedMessage, parseMessage, type ReceivedJobMessage } from './parse-message.ts'
