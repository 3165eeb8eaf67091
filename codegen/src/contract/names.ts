const suffixes: Record<string, string> = {
  messages: 'Message',
  payloads: 'Payload',
  results: 'Result',
  redis: 'Document',
}

/** Name of the type that a schema file defines: schemas/messages/ai-job.json is AiJobMessage. */
export function typeNameOf(file: string): string {
  const parts = file.replace(/\.json$/, '').split('/')
  const base = parts.at(-1) ?? ''
  const name = pascalCase(base)
  if (name === 'ErrorCodes') return 'ErrorCode'
  return name + (suffixes[parts.at(-2) ?? ''] ?? '')
}

/** `excel_parsing` or `excel-parsing` becomes ExcelParsing. */
export function pascalCase(text: string): string {
  return text.replace(/(^|[-_])([a-z0-9])/g, (_, _separator: string, letter: string) => letter.toUpperCase())
}

/** `beat_seconds` becomes beatSeconds, AiJobMessage becomes aiJobMessage. */
export function camelCase(text: string): string {
  const name = pascalCase(text)
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** Whether a schema file defines a named type; an untitled one is written inline where it is used. */
export function isNamed(schema: { title?: unknown }): boolean {
  return typeof schema.title === 'string'
}

/** Whether a schema file describes a document that travels or is stored, not a piece of one. */
export function isDocument(file: string, schema: { title?: unknown }): boolean {
  return isNamed(schema) && !file.startsWith('schemas/common/')
}
