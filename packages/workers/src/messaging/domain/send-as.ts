import type { NoticeChannel } from './notice.ts'

/**
 * The channel a notice really takes: an sms longer than the limit goes out as lms. Alimtalk and lms stay what they are.
 * @param bytes length of the text in the provider's encoding
 */
export function sendAs(channel: NoticeChannel, bytes: number, smsLimitBytes: number): NoticeChannel {
  return channel === 'sms' && bytes > smsLimitBytes ? 'lms' : channel
}
