/**
 * The characters of EUC-KR (KS X 1001), read out of the platform's own decoder: lead and trail bytes from 0xA1 on. The
 * platform's table also holds the Windows extension; its byte pairs lie outside that square and are left out here.
 */
function doubleByteCharacters(): ReadonlySet<string> {
  const decoder = new TextDecoder('euc-kr', { fatal: false })
  const found = new Set<string>()
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\ufffd') found.add(character)
    }
  }
  return found
}

let table: ReadonlySet<string> | undefined

/**
 * The number of bytes `text` takes in EUC-KR, or `null` when a character of it has no place there.
 * @example eucKrBytes('가a') // 3
 */
export function eucKrBytes(text: string): number | null {
  table ??= doubleByteCharacters()
  let bytes = 0
  for (const character of text) {
    if (character.charCodeAt(0) < 0x80) bytes += 1
    else if (table.has(character)) bytes += 2
    else return null
  }
  return bytes
}
