import type { Break } from './break.ts'
import { finalBreaks } from './checks.ts'
import { afterImport } from './stages-after-import.ts'
import { untilImport } from './stages-until-import.ts'

/** At least one break for every requirement; a test fails for a requirement without one. */
export const breaks: readonly Break[] = [...untilImport, ...afterImport, ...finalBreaks]
