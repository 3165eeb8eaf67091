import { randomBytes } from 'node:crypto'
import { eucKrBytes } from './euc-kr.ts'

/** One message as it stands in the body of a send request. */
export type ProviderMessage = Record<string, unknown>

/** What registration made of one message: `2000` is accepted, `1xxx` refused, as in Solapi's table of status codes. */
export interface Registration {
  readonly messageId: string
  readonly to: string
  readonly from: string
  readonly type: string
  readonly statusCode: string
  readonly statusMessage: string
}

const statusMessages: Record<string, string> = {
  '1010': '필수 입력 값 미입력',
  '1011': 'Format Error',
  '1025': '잘못된 메시지 타입',
  '1029': '문자메시지의 경우 EUC-KR(완성형 한글) 범위 안에 있는 문자만 사용 합니다.',
  '1031': 'SMS는 90byte LMS, MMS는 2000byte 까지 사용 가능 합니다.',
  '1041': '유효한 플러스 친구 값이 아닙니다.',
  '1042': '유효한 템플릿 아이디가 아닙니다.',
  '2000': '정상 접수(이통사로 접수 예정)',
}

const byteLimits: Record<string, number> = { SMS: 90, LMS: 2000 }

/** Registers one message the way the provider would: it is refused with a code or gets a message id. */
export function register(message: ProviderMessage): Registration {
  const to = text(message.to)
  const from = text(message.from)
  const type = (text(message.type) || detectType(message)).toUpperCase()
  const statusCode = judge(message, { to, from, type })
  return { messageId: newId('M4V'), to, from, type, statusCode, statusMessage: statusMessages[statusCode] ?? '' }
}

/** True when the provider has taken the message. */
export const isAccepted = (registration: Registration): boolean => registration.statusCode === '2000'

/** An id of the provider's form: a prefix, the time, and letters. */
export function newId(prefix: string): string {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  return `${prefix}${stamp}${randomBytes(8).toString('hex').toUpperCase().slice(0, 15)}`
}

function judge(message: ProviderMessage, { to, from, type }: { to: string; from: string; type: string }): string {
  if (to === '') return '1010'
  if (!/^[0-9]{8,15}$/.test(to)) return '1011'
  if (type === 'ATA') return judgeAlimtalk(message)
  if (!(type in byteLimits)) return '1025'
  if (from === '' || text(message.text) === '') return '1010'
  if (!/^[0-9]{4,15}$/.test(from)) return '1011'
  const bytes = eucKrBytes(text(message.text))
  if (bytes === null) return '1029'
  return bytes > (byteLimits[type] ?? 0) ? '1031' : '2000'
}

function judgeAlimtalk(message: ProviderMessage): string {
  const options = message.kakaoOptions as Record<string, unknown> | undefined
  if (!text(options?.pfId)) return '1041'
  return text(options?.templateId) ? '2000' : '1042'
}

function detectType(message: ProviderMessage): string {
  if (message.kakaoOptions) return 'ATA'
  return (eucKrBytes(text(message.text)) ?? Number.POSITIVE_INFINITY) > 90 ? 'LMS' : 'SMS'
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
