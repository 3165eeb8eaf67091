import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FunctionEdit, Mutant, SourceEdit } from './mutant.ts'

const root = new URL('../../../../', import.meta.url)

/** @throws Error when the text is not there exactly once: the mutant no longer fits the product */
export function edited(text: string, { file, from, to }: SourceEdit): string {
  const found = text.split(from).length - 1
  if (found !== 1) throw new Error(`a mutant no longer applies: ${file} holds this text ${found} times: ${from}`)
  return text.replace(from, () => to)
}

/** The edits of the module that is loaded from `url`. */
export function editsOf(mutant: Mutant, url: string): readonly SourceEdit[] {
  return (mutant.sources ?? []).filter(({ file }) => url === new URL(file, root).href)
}

/** @throws Error when a source no longer holds what the mutant takes away */
export function assertApplies(mutant: Mutant): void {
  for (const edit of mutant.sources ?? []) edited(readFileSync(fileURLToPath(new URL(edit.file, root)), 'utf8'), edit)
}

/** SQL that edits a function where it is; it fails when the text is not there exactly once. */
export function functionEdit({ function: name, from, to }: FunctionEdit): string {
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
  return `DO $edit$
DECLARE
  definition text := pg_get_functiondef(${literal(name)}::regproc);
  kept text := replace(definition, ${literal(from)}, '');
BEGIN
  IF length(definition) - length(kept) <> ${from.length} THEN
    RAISE EXCEPTION 'a mutant no longer applies: % does not hold this text once: %', ${literal(name)}, ${literal(from)};
  END IF;
  EXECUTE replace(definition, ${literal(from)}, ${literal(to)});
END $edit$`
}
