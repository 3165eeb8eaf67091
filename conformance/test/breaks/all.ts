import type { Break } from './break.ts'
import { finalBreaks } from './checks.ts'
import { stageBreaks } from './stages.ts'

/** At least one break for every requirement; a test fails for a requirement without one. */
export const breaks: readonly Break[] = [...stageBreaks, ...finalBreaks]
