import type { Fact, ModelDecision } from '../table.ts'
import { Beat, gone, goneAndDeclared, isTerminal, jobOfContent, Status } from '../vocabulary.ts'
import type { Job } from '../world.ts'
import type { Handle } from './messages.ts'
import { slotsTaken, storeHandle, take } from './statements.ts'
import type { Change, Steps } from './steps.ts'

/** One way the claim statement can end for a received message: the fact it answers, and what it did to the row. */
export interface ClaimOutcome {
  /** null: this identity was declared dead, and nothing was claimed. */
  readonly fact: Fact | null
  readonly decision: ModelDecision | null
  readonly words: string
  readonly claimed: Change
}

const nothing: Change = () => {}

/**
 * The claim statement for the message of a job, by a worker identity. Several outcomes are possible where the model
 * leaves something open: other jobs of the fleet may fill its limits.
 */
export function claimOutcomes(steps: Steps, identity: number, content: number, handle: Handle): ClaimOutcome[] {
  const { before, scenario } = steps
  const index = jobOfContent(content)
  if (isRefused(steps, identity)) {
    return [{ fact: null, decision: null, words: 'refused, declared dead', claimed: nothing }]
  }
  const job = before.job(index)
  const answer = (fact: Fact, claimed: Change = nothing): ClaimOutcome => ({
    fact,
    decision: scenario.table.decisions[fact],
    words: fact,
    claimed,
  })
  if (isTerminal(job.status)) return [answer('terminal')]
  if (job.status === Status.running) {
    if (steps.rules.onlyReaperJudges) return [answer('running', (next) => storeHandle(next.job(index), handle))]
    // A message that is delivered again is taken for proof that the owner is dead.
    const takeover = answer('claimed', (next) => {
      take(next, index, identity, handle)
      next.job(index).attempt -= 1
    })
    return [{ ...takeover, words: 'taken over, its owner must be dead' }]
  }
  if (isExhausted(job, steps)) return [answer('exhausted')]
  if (!job.due) return [answer('not_due')]
  if (slotsTaken(before) >= scenario.limit) return [answer('fleet_full')]
  const crowded = scenario.table.crowdedGroups.map(({ facts, decision }) => ({
    ...answer(facts[0] as Fact),
    decision,
    words: facts.join(' or '),
  }))
  return [answer('claimed', (next) => take(next, index, identity, handle)), ...crowded]
}

/** A claim needs, in the same statement, an identity that was not declared dead. */
function isRefused({ before, rules }: Steps, identity: number): boolean {
  if (!rules.liveClaim || identity === gone) return false
  return identity === goneAndDeclared || before.worker(identity).beat === Beat.declared
}

/** Attempts or crashes are used up. */
export function isExhausted(job: Job, { scenario }: Steps): boolean {
  return job.attempt >= scenario.maxAttempts || job.crashes >= scenario.maxCrashes
}
