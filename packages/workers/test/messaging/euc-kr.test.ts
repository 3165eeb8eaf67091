import { expect, test } from 'vitest'
import { eucKrMeasure } from '../../src/messaging/adapters/euc-kr.ts'

test.each([
  ['', 0],
  ['abc 123\n', 8],
  ['가', 2],
  ['가a', 3],
  ['가'.repeat(45), 90],
  [`${'가'.repeat(45)}.`, 91],
  ['漢字', 4],
  ['㈜★', 4],
  // Hangul that the Windows extension of EUC-KR has and the carriers' table may lack: two bytes either way.
  ['뷁', 2],
  // No place in the encoding: two bytes a UTF-16 unit, never fewer than a substitute takes.
  ['é', 2],
  ['—', 2],
  ['😀', 4],
])('%j takes %i bytes', (text, bytes) => {
  expect(eucKrMeasure.bytes(text)).toBe(bytes)
})

test('every character of KS X 1001, as the platform decodes it, counts two bytes', () => {
  const decoder = new TextDecoder('euc-kr')
  const wrong: string[] = []
  let characters = 0
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length !== 1 || character === '\ufffd') continue
      characters += 1
      if (eucKrMeasure.bytes(character) !== 2) wrong.push(character)
    }
  }
  expect(characters).toBeGreaterThan(8000)
  expect(wrong).toEqual([])
})
