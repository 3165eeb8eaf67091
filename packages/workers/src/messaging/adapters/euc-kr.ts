import { messaging } from '@academy/sdk/contract'
import iconv from 'iconv-lite'
import type { TextMeasure } from '../application/ports.ts'

/**
 * Length of a text as the provider counts it, in the contract's encoding (EUC-KR).
 *
 * The provider refuses texts with characters that have no place there (its code 1029), which no counting of ours can
 * change; what the count must never do is call a text short that the provider may call long. So such a character
 * counts two bytes for each of its UTF-16 units, the most that any substitute of one glyph takes, and the text goes
 * out unchanged: the provider's word decides.
 *
 * @example eucKrMeasure.bytes('가a') // 3
 */
export const eucKrMeasure: TextMeasure = {
  bytes(text) {
    let bytes = 0
    for (const character of text) bytes += bytesOf(character)
    return bytes
  },
}

function bytesOf(character: string): number {
  const encoded = iconv.encode(character, messaging.smsEncoding)
  return iconv.decode(encoded, messaging.smsEncoding) === character ? encoded.length : 2 * character.length
}
