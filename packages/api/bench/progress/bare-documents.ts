/** Key of the one document that the bare server reads for an answer. */
export function bareKey(id: string): string {
  return `bare:${id}`
}
