// Imported first by every process of a mutated run (`--import rewrite-sources.ts?mutant=NAME`): replaces texts of the
// product's modules while they are loaded. The product knows nothing of it.
import { registerHooks } from 'node:module'
import { mutants } from './catalogue.ts'
import { edited, editsOf } from './edits.ts'

const name = new URL(import.meta.url).searchParams.get('mutant')
const mutant = mutants.find((each) => each.name === name)
if (!mutant) throw new Error(`there is no mutant ${name}`)

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const edits = editsOf(mutant, url)
    if (edits.length === 0) return loaded
    const source = loaded.source as Exclude<typeof loaded.source, string | null | undefined> | string
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source)
    return { ...loaded, source: edits.reduce(edited, text) }
  },
})
