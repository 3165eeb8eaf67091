/** A name quoted for SQL text. Names come from the contract; this keeps a strange one from being more than a name. */
export function identifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new RangeError('an SQL name is empty or holds U+0000')
  return `"${name.replaceAll('"', '""')}"`
}
