import { objects } from '@academy/sdk/contract'
import { TextRun } from './text-run.ts'
import { XmlEvents } from './xml-events.ts'
import { xmlText } from './xml-text.ts'
import { type ArchivePart, unreadable } from './zip-archive.ts'

/**
 * The workbook's shared strings by index, as plain text: the one part that is held in memory as a whole.
 * @throws RejectedInputError `file_unreadable` when it is larger than the contract's limit
 */
export async function readSharedStrings(part: ArchivePart, signal?: AbortSignal): Promise<readonly string[]> {
  if (part.size > objects.rosterStringsLimitBytes) throw unreadable('The file has more texts than a roster')
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
