import type { Patch } from '../world/world.ts'
import { assertApplies, functionEdit } from './edits.ts'
import type { Mutant } from './mutant.ts'

/** A mutant as the harness takes it. @throws Error when it no longer applies */
export function patchOf(mutant: Mutant): Patch {
  assertApplies(mutant)
  const rewrite = new URL('./rewrite-sources.ts', import.meta.url)
  rewrite.searchParams.set('mutant', mutant.name)
  return {
    imports: mutant.sources ? [rewrite.href] : [],
    sql: (mutant.functions ?? []).map(functionEdit),
  }
}
