/**
 * A phone number as logs may show it: the prefix and the last two digits.
 * @example maskNumber('01012345678') // '010******78'
 */
export function maskNumber(digits: string): string {
  const shown = 5
  if (digits.length <= shown) return '*'.repeat(digits.length)
  return `${digits.slice(0, 3)}${'*'.repeat(digits.length - shown)}${digits.slice(-2)}`
}
