import { rosterFiles } from '@academy/sdk/contract'

const { columns } = rosterFiles.template
const samplesOf = (field: (typeof columns)[number]['field']): readonly string[] =>
  columns.find((column) => column.field === field)?.samples ?? []

/** What the template calls the column of the parents' phones. */
export const parentHeader = columns.find((column) => column.field === 'parent_phone')?.header ?? ''

/** The rows that the template shows as examples; left in an upload they are nobody's students. */
export const templateSamples = samplesOf('name').map((name, row) => ({
  name,
  parentPhone: samplesOf('parent_phone')[row] ?? '',
}))

const sampleNames: ReadonlySet<string> = new Set(templateSamples.map((sample) => sample.name))

/** Whether a row is one of the template's examples, whatever somebody typed beside the name. */
export function isTemplateSample(name: string): boolean {
  return sampleNames.has(name)
}

/** Whether a remark marks its row as an example. A memo does only when it says nothing else. */
export function marksExample(remark: string, memo: string): boolean {
  return remark.includes('예시') || /^[([]?\s*예시\s*[)\]]?$/u.test(memo)
}
