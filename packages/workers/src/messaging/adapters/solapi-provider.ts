import type { MessageProvider } from '../application/ports.ts'
import type { OutgoingNotice } from '../domain/notice.ts'
import { postJson } from './http-exchange.ts'
import { outcomeOf } from './solapi-answers.ts'
import { authorization, type SolapiCredentials } from './solapi-signature.ts'

const path = 'messages/v4/send-many/detail'

/**
 * The provider behind Solapi's HTTP API. One call makes one request: repeating is the job's business, never the
 * client's. The call is bounded by the signal, that is, by the job's cap.
 * @param baseUrl of the API; a path in it is kept
 */
export function solapiProvider(baseUrl: string, credentials: SolapiCredentials): MessageProvider {
  const url = new URL(path, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  return {
    async send(notice, signal) {
      const headers = { authorization: authorization(credentials) }
      return outcomeOf(await postJson(url, headers, solapiRequest(notice), signal))
    },
  }
}

/**
 * The body of a request for one message. `customFields` lets a person find the message at the provider when its fate
 * is unknown. Alimtalk is not replaced by a text message at the provider: what was asked for is what is sent and paid.
 */
export function solapiRequest(notice: OutgoingNotice): unknown {
  const common = {
    to: notice.recipient,
    from: notice.sender,
    customFields: { notification_id: notice.notificationId },
  }
  const message =
    notice.sendAs === 'alimtalk'
      ? {
          ...common,
          type: 'ATA',
          kakaoOptions: {
            pfId: notice.pfId,
            templateId: notice.templateId,
            variables: Object.fromEntries(notice.replacements.map(({ key, value }) => [placeholder(key), value])),
            disableSms: true,
          },
        }
      : { ...common, type: notice.sendAs.toUpperCase(), text: notice.text, autoTypeDetect: false }
  return { messages: [message], allowDuplicates: false, showMessageList: true }
}

/** Solapi spells a template's variables `#{name}`. */
const placeholder = (key: string): string => (/^#\{.+\}$/.test(key) ? key : `#{${key}}`)
