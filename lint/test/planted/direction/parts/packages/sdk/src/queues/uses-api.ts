import { start } from '@academy/api' // planted
import type { Stack } from '@academy/stack' // planted
import { other } from '../../../workers/src/ai/handlers.ts' // planted
import { own } from '../own.ts'

export const all = [start, other, own, await import('@academy/stack')] // planted
export type Kept = Stack
