import { messaging } from '@academy/sdk/contract'
import { RejectedInputError, TerminalError } from '@academy/sdk/errors'
import type { Notice, OutgoingNotice } from '../domain/notice.ts'
import { sendAs } from '../domain/send-as.ts'
import type { SenderSettings, TextMeasure } from './ports.ts'

/**
 * What goes to the provider for a notice.
 *
 * Text goes out in Unicode's composed form (NFC): the decomposed Hangul of some systems has no place in the provider's
 * encoding, and would be counted and refused letter by letter.
 *
 * @throws RejectedInputError `template_missing` for Alimtalk without a template
 * @throws TerminalError `configuration_invalid` for Alimtalk where no Kakao channel is configured
 */
export function compose(notice: Notice, settings: SenderSettings, measure: TextMeasure): OutgoingNotice {
  const { notificationId, recipient } = notice
  const sender = notice.sender ?? settings.defaultSender
  if (notice.channel === 'alimtalk') {
    if (!notice.templateId) throw new RejectedInputError('template_missing', 'Alimtalk needs a template id')
    if (!settings.pfId) throw new TerminalError('configuration_invalid', 'Alimtalk needs SOLAPI_PF_ID')
    const { templateId, replacements } = notice
    return { sendAs: 'alimtalk', notificationId, recipient, sender, pfId: settings.pfId, templateId, replacements }
  }
  const text = notice.text.normalize('NFC')
  const channel = sendAs(notice.channel, measure.bytes(text), messaging.smsLimitBytes)
  return { sendAs: channel === 'sms' ? 'sms' : 'lms', notificationId, recipient, sender, text }
}
