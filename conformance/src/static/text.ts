/** An import as the text shows it. */
export interface FoundImport {
  readonly specifier: string
  readonly line: number
  readonly typeOnly: boolean
}

// One token at a time: comments, then strings, then regular expressions are not told apart further than needed here.
const tokens = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g

/** The text with its comments blanked out; lines and columns stay where they were. */
export function blankComments(text: string): string {
  return text.replaceAll(tokens, (token) => (/^\/[/*]/.test(token) ? token.replaceAll(/[^\n]/g, ' ') : token))
}

/** Every module that the text names in an import, an export-from, a dynamic import or a require. */
export function readImports(text: string): FoundImport[] {
  const code = blankComments(text)
  const found: FoundImport[] = []
  const patterns = [
    /\b(?:import|export)\s+(type\s+)?[\w*{][^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s+()['"]([^'"]+)['"]/g,
    /\b(?:import|require)\s*\(\s*()['"`]([^'"`]+)['"`]/g,
  ]
  for (const pattern of patterns) {
    for (const match of code.matchAll(pattern)) {
      const line = code.slice(0, match.index).split('\n').length
      found.push({ specifier: match[2] ?? '', line, typeOnly: (match[1] ?? '') !== '' })
    }
  }
  return found.sort((a, b) => a.line - b.line)
}

/** Lines (from 1) on which a match of `pattern` has its first letter. */
export function linesMatching(code: string, pattern: RegExp): number[] {
  const global = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`)
  return [...code.matchAll(global)].map((match) => {
    const begin = match.index + Math.max(0, match[0].search(/\w/))
    return code.slice(0, begin).split('\n').length
  })
}
