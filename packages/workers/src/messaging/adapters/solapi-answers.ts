import type { Outcome, RejectionReason } from '../domain/outcome.ts'
import type { Exchange } from './http-exchange.ts'

// Whole requests that were refused for what we are, not for what the message is: set it right and offer it again.
const ourFault = new Set([
  'Unauthorized',
  'InvalidAPIKey',
  'SignatureDoesNotMatch',
  'RequestTimeTooSkewed',
  'DuplicatedSignature',
  'NotEnoughBalance',
])
// Codes of one message's registration: 1024 is the provider's own failure, 1030 an empty account.
const registrationMayBeRepeated = new Set(['1024', '1030'])
const rejectionReasons: Record<string, RejectionReason> = { '1029': 'text_not_encodable', '1031': 'message_too_long' }
// A redirect that is not followed was not acted upon.
const redirects = new Set([301, 302, 307, 308])
// A client error that says nothing certain: the request may have been under way (408), or met itself (409, 425).
const uncertainClientErrors = new Set([408, 409, 425])

/**
 * What an exchange with Solapi means for one message. Where the table is silent the answer is `unknown`: only what is
 * certain may be sent again.
 *
 * | exchange | outcome |
 * |---|---|
 * | no connection | not accepted |
 * | broken or timed out once connected | unknown |
 * | 2xx, the message registered | accepted |
 * | 2xx, registration failed | rejected; 1024 and 1030 not accepted |
 * | 2xx, anything else | unknown |
 * | 301, 302, 307, 308 | not accepted |
 * | 429, 503 with Solapi's error body | not accepted |
 * | 4xx for our credentials, clock or balance | not accepted |
 * | 4xx otherwise, but 408, 409, 425 | rejected |
 * | 500, 502, 504, and all others | unknown |
 */
export function outcomeOf(exchange: Exchange): Outcome {
  if (exchange.kind === 'not_connected') return { kind: 'not_accepted', detail: `no connection: ${exchange.error}` }
  if (exchange.kind === 'broken') return { kind: 'unknown', detail: `the exchange broke: ${exchange.error}` }
  const { status } = exchange
  const body = parse(exchange.body)
  if (status >= 200 && status < 300) return registrationOutcome(body)
  const code = typeof body?.errorCode === 'string' ? body.errorCode : undefined
  const detail = `the provider answered ${status}${code ? ` ${word(code)}` : ''}`
  if (redirects.has(status)) return { kind: 'not_accepted', detail }
  if ((status === 429 || status === 503) && code) {
    return { kind: 'not_accepted', detail, ...retryAfter(exchange.retryAfter) }
  }
  if (status < 400 || status >= 500 || status === 429 || uncertainClientErrors.has(status)) {
    return { kind: 'unknown', detail }
  }
  if (code && ourFault.has(code)) return { kind: 'not_accepted', detail }
  return { kind: 'rejected', reason: 'provider_rejected', detail }
}

interface Registered {
  readonly messageId?: unknown
  readonly statusCode?: unknown
}

/** One message was sent, so the first entry of a list speaks of it. */
function registrationOutcome(body: Record<string, unknown> | null): Outcome {
  const failed = first(body?.failedMessageList)
  const listed = first(body?.messageList)
  const code = String((failed ?? listed)?.statusCode ?? '')
  if (failed || code.startsWith('1')) {
    const detail = `the provider refused the registration: ${word(code)}`
    if (registrationMayBeRepeated.has(code)) return { kind: 'not_accepted', detail }
    return { kind: 'rejected', reason: rejectionReasons[code] ?? 'provider_rejected', detail }
  }
  const group = body?.groupInfo as { groupId?: unknown; count?: { registeredSuccess?: unknown } } | undefined
  const id = listed?.messageId ?? group?.groupId
  if (typeof id === 'string' && id !== '' && group?.count?.registeredSuccess === 1) {
    return { kind: 'accepted', providerMessageId: id }
  }
  return { kind: 'unknown', detail: 'the answer does not say whether the message was registered' }
}

function first(list: unknown): Registered | undefined {
  const [entry] = Array.isArray(list) ? list : []
  return entry !== null && typeof entry === 'object' ? entry : undefined
}

/** A code as it may stand in a log: a name, or the four digits of a registration. Anything else could be a number. */
const word = (code: string): string => (/^([A-Za-z_]{1,40}|[0-9]{4})$/.test(code) ? code : 'an unknown code')

function retryAfter(header: string | undefined): { retryAfterSeconds?: number } {
  const seconds = Number(header)
  return header !== undefined && Number.isFinite(seconds) && seconds > 0 ? { retryAfterSeconds: seconds } : {}
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
