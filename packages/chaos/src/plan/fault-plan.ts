import { fleets } from '@academy/sdk/contract'
import { type ChaosFleet, fullSeconds, type PlannedFault, type PlannedWorker } from './planned.ts'
import type { Random } from './random.ts'

type Draft = Omit<PlannedFault, 'id'>

// A little more than is demanded: one or the other may find no worker to meet. Most meet the fleet of one slot a process: a
// dead worker's slots stay taken until it is found dead, and a process of five would hold up its whole fleet.
const workerFaults = {
  kill_handler: { ai: 17, messaging: 6 },
  kill_claim: { ai: 4, messaging: 3 },
  kill_child: { ai: 3, messaging: 0 },
  freeze: { ai: 9, messaging: 3 },
} as const
const sqsFaults = {
  sqs_error: { count: 6, actions: ['ReceiveMessage', 'SendMessage', 'DeleteMessage', 'ChangeMessageVisibility'] },
  sqs_lost_response: { count: 3, actions: ['SendMessage', 'DeleteMessage', 'ReceiveMessage'] },
  sqs_duplicate: { count: 8, actions: ['SendMessage', 'ReceiveMessage'] },
  sqs_late: { count: 4, actions: ['SendMessage', 'DeleteMessage', 'ChangeMessageVisibility'] },
  sqs_reset: { count: 4, actions: ['ReceiveMessage', 'SendMessage', 'DeleteMessage'] },
} as const
const eachSqsFault = 3
const garbage = 4
const longOutageSeconds = 16
const shortOutageSeconds = 3

/** When whose servers fail, as shares of the window. */
const outages = {
  postgres_black_hole: 0.16,
  purge_queue: 0.32,
  sqs_black_hole: 0.4,
  postgres_cut: 0.53,
  redis_black_hole: 0.6,
  redis_flush: 0.7,
  postgres_restart: 0.78,
} as const
const rollingFrom = 0.88

/** Draws the faults of a run; each at its own time, most of them while others are still being recovered from. */
export function planFaults(random: Random, seconds: number, workers: readonly PlannedWorker[]): PlannedFault[] {
  const servers = serverFaults(random, seconds)
  const drafts = [
    ...servers,
    ...faultsOfWorkers(random, seconds, workers, servers),
    ...faultsOfRequests(random, seconds, servers),
    ...rollingStops(seconds, workers),
  ]
  return drafts
    .map((draft) => ({ ...draft, at: Math.round(draft.at * 1000) / 1000 }))
    .sort((a, b) => a.at - b.at)
    .map((draft, index) => ({ id: index + 1, ...draft }))
}

function serverFaults(random: Random, seconds: number): Draft[] {
  const outageSeconds = seconds >= fullSeconds ? longOutageSeconds : shortOutageSeconds
  return Object.entries(outages).map(([name, share]) => {
    const kind = name as keyof typeof outages
    const at = (share + random.between(0, 0.015)) * seconds
    if (!kind.endsWith('black_hole')) return { kind, at }
    return { kind, at, seconds: outageSeconds, ends: random.pick(['resume', 'cut'] as const) }
  })
}

function faultsOfWorkers(
  random: Random,
  seconds: number,
  workers: readonly PlannedWorker[],
  servers: readonly Draft[],
): Draft[] {
  const share = Math.min(1, seconds / fullSeconds)
  const turns = { ai: turnsOf(random, workers, 'ai'), messaging: turnsOf(random, workers, 'messaging') }
  return Object.entries(workerFaults).flatMap(([kind, counts]) => {
    const met = (['ai', 'messaging'] as const).flatMap((fleet) =>
      Array.from({ length: Math.ceil(counts[fleet] * share) }, () => fleet),
    )
    const moments = quietMoments(random, seconds, met.length, servers)
    return random.shuffled(met).map((fleet, index) => {
      const draft = { kind: kind as keyof typeof workerFaults, at: moments[index] as number, worker: turns[fleet]() }
      return { ...draft, ...lastingOf(random, draft.kind, fleet) }
    })
  })
}

function lastingOf(random: Random, kind: keyof typeof workerFaults, fleet: ChaosFleet): Partial<Draft> {
  if (kind === 'kill_child') return {}
  // Soon: the process that comes back hands its former jobs back itself. Late: the others find them.
  if (kind !== 'freeze') return { seconds: random.pick([0.5, 10]) }
  const scope = random.pick(['tree', 'worker'] as const)
  return { seconds: fleets[fleet].deadAfterSeconds + random.between(1, 2.5), scope }
}

/** Evenly spread times at which the database is in reach, so that recovery can be told from the outage. */
function quietMoments(random: Random, seconds: number, count: number, servers: readonly Draft[]): number[] {
  const deadAfter = fleets.ai.deadAfterSeconds
  const end = rollingFrom * seconds - Math.min(12, seconds / 6)
  const banned = servers
    .filter(({ kind }) => kind.startsWith('postgres'))
    .map(({ at, seconds: lasts = 1 }) => ({ from: at - 2, to: at + lasts + Math.min(deadAfter, seconds / 20) }))
  const allowed = Array.from({ length: Math.ceil(end * 10) }, (_, tenth) => tenth / 10).filter(
    (at) => at > 1 && at < end && !banned.some(({ from, to }) => at >= from && at <= to),
  )
  const step = allowed.length / count
  return Array.from(
    { length: count },
    (_, index) => allowed[Math.floor((index + random.between(0, 1)) * step)] as number,
  )
}

function turnsOf(random: Random, workers: readonly PlannedWorker[], fleet: ChaosFleet): () => string {
  let left: string[] = []
  const names = workers.filter((worker) => worker.fleet === fleet).map(({ name }) => name)
  return () => {
    if (left.length === 0) left = random.shuffled(names)
    return left.pop() as string
  }
}

function faultsOfRequests(random: Random, seconds: number, servers: readonly Draft[]): Draft[] {
  const share = Math.min(1, seconds / fullSeconds)
  // A queue that answers nobody meets every request first.
  const holes = servers.filter(({ kind }) => kind === 'sqs_black_hole')
  const anywhere = (): number => {
    const at = random.between(0.03, 0.93) * seconds
    return holes.some((hole) => at > hole.at - seconds / 60 && at < hole.at + (hole.seconds ?? 0)) ? anywhere() : at
  }
  const requests = Object.entries(sqsFaults).flatMap(([kind, { count, actions }]) =>
    Array.from({ length: Math.ceil(eachSqsFault * share) }, (_, index) => ({
      kind: kind as keyof typeof sqsFaults,
      at: anywhere(),
      action: actions[index % actions.length] as string,
      count,
    })),
  )
  const messages = Array.from({ length: Math.ceil(garbage * share) }, () => ({
    kind: 'garbage' as const,
    at: anywhere(),
  }))
  return [...requests, ...messages]
}

function rollingStops(seconds: number, workers: readonly PlannedWorker[]): Draft[] {
  const step = ((0.97 - rollingFrom) * seconds) / workers.length
  return workers.map(({ name }, index) => ({
    kind: 'sigterm' as const,
    at: rollingFrom * seconds + index * step,
    worker: name,
    seconds: 0.2,
  }))
}
