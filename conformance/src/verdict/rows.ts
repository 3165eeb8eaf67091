/** A line of the final table. */
export interface RowName {
  readonly id: string
  readonly title: string
}

export const stages: readonly RowName[] = [
  { id: 'stage-1', title: 'DB drop' },
  { id: 'stage-2', title: 'migrate' },
  { id: 'stage-3', title: '1 AI job' },
  { id: 'stage-4', title: '1 video job' },
  { id: 'stage-5', title: '1 message' },
  { id: 'stage-6', title: 'worker kill' },
  { id: 'stage-7', title: 'DLQ' },
]

export const finals: readonly RowName[] = [
  { id: 'check-1', title: 'tier enforcer' },
  { id: 'check-2', title: 'AI 60-minute cap' },
  { id: 'check-3', title: 'lease fixed' },
  { id: 'check-4', title: 'legacy gone' },
  { id: 'check-5', title: 'no direct state changes in workers' },
  { id: 'check-6', title: 'pure core' },
  { id: 'check-7', title: 'DB access only in adapters' },
  { id: 'check-8', title: 'DB uniqueness' },
  { id: 'check-9', title: 'visibility agrees' },
  { id: 'check-10', title: 'the seven stages passed' },
]

/** Follows from the stages; it is never a cause of its own. */
export const derivedRow = 'check-10'
