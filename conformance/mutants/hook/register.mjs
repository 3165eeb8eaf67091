// Changes the text of source files while Node loads them, for the processes of a wrapped target only. Each patch notes
// that it was in effect; one whose text is not there ends the process, so that a defect never silently does nothing.
import { readFileSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const { ACADEMY_HOOK_PATCHES, ACADEMY_HOOK_ROOT, ACADEMY_HOOK_NOTES } = process.env
const text = (value) => (Array.isArray(value) ? value.join('\n') : value)
const patches = JSON.parse(readFileSync(ACADEMY_HOOK_PATCHES, 'utf8')).patches.map((patch, index) => ({
  index,
  url: pathToFileURL(join(ACADEMY_HOOK_ROOT, patch.file)).href,
  find: text(patch.find),
  replace: text(patch.replace),
}))

registerHooks({
  load(url, context, nextLoad) {
    const mine = patches.filter((patch) => patch.url === url)
    if (mine.length === 0) return nextLoad(url, context)
    let source = readFileSync(new URL(url), 'utf8')
    for (const { index, find, replace } of mine) {
      if (source.split(find).length !== 2)
        throw new Error(`planted defect: the text to change stands not once in ${url}`)
      source = source.replace(find, () => replace)
      writeFileSync(join(ACADEMY_HOOK_NOTES, String(index)), '')
    }
    const format = url.endsWith('.ts') || url.endsWith('.mts') ? 'module-typescript' : 'module'
    return { format, source, shortCircuit: true }
  },
})
