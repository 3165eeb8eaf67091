/** Whether If-None-Match names an ETag, by weak comparison as RFC 9110 has it for this header. */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const opaque = (text: string) => text.trim().replace(/^W\//, '')
  return ifNoneMatch.split(',').some((known) => opaque(known) === opaque(tag))
}
