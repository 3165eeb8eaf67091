/**
 * Collects the text of a string item: all runs of rich text, without the phonetic guides beside them (exceljs keeps
 * the last run of an inline string, and the guide instead of the text).
 */
export class TextRun {
  #text = ''
  #phonetic = 0
  #inText = false

  open(name: string): void {
    if (name === 'rPh') this.#phonetic += 1
    else if (name === 't') this.#inText = this.#phonetic === 0
  }

  text(text: string): void {
    if (this.#inText) this.#text += text
  }

  close(name: string): void {
    if (name === 'rPh') this.#phonetic -= 1
    else if (name === 't') this.#inText = false
  }

  /** The text so far; the next item starts empty. */
  take(): string {
    const text = this.#text
    this.#text = ''
    this.#phonetic = 0
    this.#inText = false
    return unescapeExcel(text)
  }
}

/** Excel writes characters that XML cannot hold as _xHHHH_. */
export function unescapeExcel(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
