/**
 * The rules of design.md §3 that the product keeps, each as a switch, so that the search can show what breaks without
 * it. `classic` marks the mistakes that job systems are known for.
 */
export const ruleNames = [
  'outbox',
  'twoPhaseReceive',
  'liveClaim',
  'directClaim',
  'onlyReaperJudges',
  'reaper',
  'reapInOneStatement',
  'reconcileByBeat',
  'attemptGivenBack',
  'selfFencing',
  'deadlineFirst',
  'fence',
  'fenceRaisedByOthers',
  'slotHeldUntilEnd',
  'deadLetterByOutbox',
  'acknowledgeAfterCommit',
] as const
export type RuleName = (typeof ruleNames)[number]
export type Rules = Readonly<Record<RuleName, boolean>>

export const allRules = Object.fromEntries(ruleNames.map((name) => [name, true])) as Rules

/** A rule that only one suite can show at work, by that suite's name. */
export const ruleShownBy: Readonly<Partial<Record<RuleName, string>>> = {
  fenceRaisedByOthers: 'redrive',
  slotHeldUntilEnd: 'two jobs, one slot',
  deadLetterByOutbox: 'last attempt',
}

/** What each rule says, in one sentence. */
export const ruleMeanings: Readonly<Record<RuleName, string>> = {
  outbox: 'job and outbox row are committed together; whoever sends may die, the relay sends what is left',
  twoPhaseReceive: 'a message is received with a short visibility, raised to the hour only after its claim',
  liveClaim: 'a claim needs, in the same statement, an identity that was not declared dead',
  directClaim: 'a worker with a free slot claims due rows straight from the table',
  onlyReaperJudges: 'the claim path never judges the owner of a RUNNING row dead; only the reaper does',
  reaper: 'jobs of workers whose beat is older than dead_after are taken back',
  reapInOneStatement: 'the reap makes the row RETRYING, due and unowned in one statement, not only raises its fence',
  reconcileByBeat: "the beat's answer lists the rows that carry this name; what the worker does not hold it gives up",
  attemptGivenBack: 'reap, release and recorded crash give the attempt back: only real failures count',
  selfFencing: 'a worker whose beat is not confirmed within abort_after aborts its work and ends its identity',
  deadlineFirst: 'after any pause that deadline is checked before anything else',
  fence: 'a write is accepted only under the fence of the latest claim',
  fenceRaisedByOthers: 'every way out of a state by another hand (reap, release, cancel, redrive) raises the fence',
  slotHeldUntilEnd: "a cancelled job's slot stays counted until its handler has ended",
  deadLetterByOutbox: 'DEAD and the outbox row of the dead letter are one transaction',
  acknowledgeAfterCommit: 'the message is deleted only after the job has ended in the table',
}
