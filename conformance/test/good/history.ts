import type { HistoryEvent } from '../../src/history/events.ts'
import { scenarios } from '../../src/scenarios/all.ts'
import { Builder } from './builder.ts'
import { addDatabase, addSources } from './database.ts'
import { addMessages } from './messages.ts'
import { addCap, addRecovery, addTier } from './recovery.ts'
import { addRoster } from './roster.ts'
import { addVideo } from './video.ts'

/** A run in which everything is as it should be, written by hand. A fresh copy each time. */
export function goodHistory(): HistoryEvent[] {
  const builder = new Builder()
  for (const add of [addSources, addDatabase, addRoster, addCap, addTier, addVideo, addMessages, addRecovery])
    add(builder)
  for (const { id } of scenarios) builder.finished(id, 100)
  return structuredClone([...builder.history.view().events])
}
