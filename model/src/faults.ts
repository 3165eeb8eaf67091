/** What may go wrong, or be ordered from outside. A fault budget says how often each may happen in one history. */
export const faultKinds = [
  'crash',
  'environment',
  'duplicate',
  'loss',
  'unknown_outcome',
  'late_request',
  'stray',
  'failure',
  'stop',
  'cancel',
  'redrive',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** One sentence each, for the report and the reader. */
export const faultMeanings: Readonly<Record<FaultKind, string>> = {
  crash: 'a process is killed: a worker (SIGKILL at any step), the child that runs the handler, relay, reaper, creator',
  environment: 'a worker is frozen (SIGSTOP), or cut off from PostgreSQL or from SQS, and may come back',
  duplicate: 'a hidden message is delivered once more, or creator and relay both send it',
  loss: 'a message leaves the queue: PurgeQueue, retention, a native redrive',
  unknown_outcome: 'a statement was executed, but its answer is lost',
  late_request: 'a request outlives its issuer and is executed any time later, or never',
  stray: 'a message arrives that is no job of ours: not JSON, breaks the contract, wrong tenant, no row, newer version',
  failure: 'the handler throws, retryable or for good',
  stop: 'SIGTERM to a worker that holds a message or a job',
  cancel: 'an operator cancels a job that has not ended',
  redrive: 'an operator sends a DEAD job back to PENDING',
}

export type FaultBudget = Readonly<Partial<Record<FaultKind, number>>>

/** No fault, then each kind once. */
export function singles(kinds: readonly FaultKind[] = faultKinds): FaultBudget[] {
  return [{}, ...kinds.map((kind) => ({ [kind]: 1 }))]
}

/** Each kind twice, and each two kinds once. */
export function pairs(kinds: readonly FaultKind[] = faultKinds): FaultBudget[] {
  return kinds.flatMap((kind, index) =>
    kinds.slice(index).map((other) => (other === kind ? { [kind]: 2 } : { [kind]: 1, [other]: 1 })),
  )
}

/** Adds faults to each budget. */
export function plus(budgets: readonly FaultBudget[], more: FaultBudget): FaultBudget[] {
  return budgets.map((budget) => {
    const sum: Partial<Record<FaultKind, number>> = { ...budget }
    for (const kind of faultKinds) if (more[kind]) sum[kind] = (sum[kind] ?? 0) + more[kind]
    return sum
  })
}

/** @example describeBudget({ crash: 2, stop: 1 }) // 'crash ×2 + stop' */
export function describeBudget(budget: FaultBudget): string {
  const words = faultKinds.flatMap((kind) => {
    const times = budget[kind] ?? 0
    return times === 0 ? [] : times === 1 ? [kind] : [`${kind} ×${times}`]
  })
  return words.join(' + ') || 'no fault'
}
