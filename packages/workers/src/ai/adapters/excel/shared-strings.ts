import { TextRun } from './text-run.ts'
import { XmlEvents } from './xml-events.ts'
import { xmlText } from './xml-text.ts'
import type { ArchivePart } from './zip-archive.ts'

/** The workbook's shared strings by index, as plain text. */
export async function readSharedStrings(part: ArchivePart, signal?: AbortSignal): Promise<readonly string[]> {
  const strings: string[] = []
  const run = new TextRun()
  const events = new XmlEvents({
    open: (name) => run.open(name),
    text: (text) => run.text(text),
    close: (name) => {
      run.close(name)
      if (name === 'si') strings.push(run.take())
    },
  })
  for await (const piece of xmlText(part, signal)) events.write(piece)
  events.end()
  return strings
}
