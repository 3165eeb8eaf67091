/** One generated file; the path is relative to the root of the repository. */
export interface GeneratedFile {
  path: string
  text: string
}

export const generatedFolder = 'packages/sdk/src/generated'

/** Puts the header on a generated TypeScript or JavaScript file. */
export function generated(name: string, source: string, text: string): GeneratedFile {
  const header = `// Generated from ${source} by \`pnpm codegen\`. Do not edit.\n`
  return { path: `${generatedFolder}/${name}`, text: `${header}\n${text.trim()}\n` }
}

/** A value as TypeScript source: object keys unquoted where possible, strings in single quotes. */
export function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return quote(value)
  if (value === null || typeof value !== 'object') return String(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item) => literal(item, inner))
    const line = `[${items.join(', ')}]`
    return line.length < 90 && !line.includes('\n')
      ? line
      : `[\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}]`
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  const lines = entries.map(
    ([key, item]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key)}: ${literal(item, inner)}`,
  )
  const line = `{ ${lines.join(', ')} }`
  if (entries.length === 0) return '{}'
  return line.length < 90 && !line.includes('\n')
    ? line
    : `{\n${lines.map((text) => `${inner}${text},\n`).join('')}${indent}}`
}

export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}

/** 'a' | 'b' | 'c' */
export function union(values: readonly string[]): string {
  return values.map(quote).join(' | ')
}
