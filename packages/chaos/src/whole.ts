/** A whole number of the command line. @throws Error that says what is wrong with it */
export function whole(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} is a whole number of at least ${least}`)
  return value
}
