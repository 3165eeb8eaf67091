import { SaxesParser } from 'saxes'
import { unreadable } from './zip-archive.ts'

/** What a part's reader is told; names come without their namespace prefix. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close(name: string): void
}

// The parser holds what it has not told yet and the elements that are open. A cell holds at most 32,767 characters,
// and no part of a workbook is nested as deep: more would only fill the memory.
const longestUntold = 1024 * 1024
const deepest = 100

/**
 * Feeds a streaming XML parser; its memory stays small whatever the document is.
 * @throws RejectedInputError `file_unreadable` for bad XML, document type declarations and what no workbook has
 */
export class XmlEvents {
  readonly #parser = new SaxesParser()
  #problem: Error | undefined
  #depth = 0
  #untold = 0

  constructor(handler: XmlHandler) {
    this.#parser.on('error', (error) => {
      this.#problem ??= error
    })
    this.#parser.on('doctype', () => {
      this.#problem ??= new Error('a document type declaration')
    })
    this.#parser.on('opentag', (tag) => {
      this.#untold = 0
      this.#depth += 1
      if (this.#depth > deepest) this.#problem ??= new Error('elements nested too deep')
      handler.open(localName(tag.name), tag.attributes)
    })
    this.#parser.on('closetag', (tag) => {
      this.#untold = 0
      this.#depth -= 1
      handler.close(localName(tag.name))
    })
    const text = handler.text?.bind(handler)
    if (text) {
      this.#parser.on('text', text)
      this.#parser.on('cdata', text)
    }
  }

  /** Parses the next piece; the handler has seen all of it on return. */
  write(piece: string): void {
    this.#untold += piece.length
    this.#parser.write(piece)
    if (this.#untold > longestUntold) this.#problem ??= new Error('a text without end')
    if (this.#problem) throw unreadable('A part of the file is not well-formed XML', this.#problem)
  }

  /** The document must be complete here. */
  end(): void {
    this.#parser.close()
    if (this.#problem) throw unreadable('A part of the file ends too soon', this.#problem)
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
