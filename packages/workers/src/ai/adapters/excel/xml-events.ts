import { SaxesParser } from 'saxes'
import { unreadable } from './zip-archive.ts'

/** What a part's reader is told; names come without their namespace prefix. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close(name: string): void
}

/**
 * Feeds a streaming XML parser.
 * @throws RejectedInputError `file_unreadable` for bad XML and for document type declarations
 */
export class XmlEvents {
  readonly #parser = new SaxesParser()
  #problem: Error | undefined

  constructor(handler: XmlHandler) {
    this.#parser.on('error', (error) => {
      this.#problem ??= error
    })
    this.#parser.on('doctype', () => {
      this.#problem ??= new Error('a document type declaration')
    })
    this.#parser.on('opentag', (tag) => handler.open(localName(tag.name), tag.attributes))
    this.#parser.on('closetag', (tag) => handler.close(localName(tag.name)))
    const text = handler.text?.bind(handler)
    if (text) {
      this.#parser.on('text', text)
      this.#parser.on('cdata', text)
    }
  }

  /** Parses the next piece; the handler has seen all of it on return. */
  write(piece: string): void {
    this.#parser.write(piece)
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
