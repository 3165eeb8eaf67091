import { randomUUID } from 'node:crypto'
import type { Scene } from '../faults/scene.ts'
import { killClaim } from '../faults/worker-faults.ts'
import type { Rule, Violation } from '../judge/violation.ts'
import type { Plan } from '../plan/planned.ts'
import { runChaos } from '../run-chaos.ts'
import { runZombies } from '../zombies/run-zombies.ts'
import { judgeZombies } from '../zombies/zombie-judge.ts'
import { cutOff, hiddenAfter, killForGood, refuseLetters, stopBusy } from './acts.ts'
import type { Scenario, ScenarioName } from './scenario.ts'
import { shortPlan } from './short-plan.ts'

const drainSeconds = 12 // a job that is not lost has its next handler within it
const hiddenPatienceSeconds = 16

/** What the judge demands of a full run alone, or of a machine that is less busy. */
const ofFullRuns: readonly Rule[] = ['minimum_not_reached', 'machine_stalled', 'recovery_too_slow']

/** Duplicates, garbage, poison, failures, an unreachable dead-letter queue; nobody is harmed. */
const wire: Scenario = short(
  shortPlan(
    8,
    { ai: 2, messaging: 2 },
    [
      { fleet: 'messaging', count: 6, script: { ms: 1500 } },
      { fleet: 'ai', count: 1, script: { outcome: 'poison', ms: 40 } },
      { fleet: 'messaging', count: 2, from: 2, script: { outcome: 'snooze' } },
      { fleet: 'messaging', count: 2, from: 2, script: { outcome: 'retry', failures: 1 } },
    ],
    [
      { kind: 'sqs_duplicate', at: 0, action: 'SendMessage', count: 7 },
      { kind: 'garbage', at: 1 },
      { kind: 'garbage', at: 1.5 },
    ],
  ),
  async (scene) => {
    await refuseLetters(scene, 'aiJobsLite')
    return []
  },
)

/** Workers of both fleets are killed in a handler, and do not come back. */
const kills: Scenario = short(
  shortPlan(6, { ai: 3, messaging: 3 }, [
    { fleet: 'ai', count: 6, every: 0.8, script: { ms: 1000 } },
    { fleet: 'messaging', count: 8, every: 0.5, script: { ms: 1000 } },
  ]),
  async (scene) => {
    await killForGood(scene, 'messaging')
    await killForGood(scene, 'ai')
    return []
  },
)

/** A worker is killed between receive and claim: the message must be seen again within seconds. */
const claim: Scenario = short(
  shortPlan(8, { messaging: 2 }, [{ fleet: 'messaging', count: 6, every: 0.5, script: {} }]),
  async (scene) => {
    const met = await killClaim({ id: 1, kind: 'kill_claim', at: 0, worker: 'messaging-1', seconds: 0.2 }, scene)
    if (!met) throw new Error('nobody could be killed between receive and claim')
    const hidden = await hiddenAfter(scene, 'messagingJobs', hiddenPatienceSeconds)
    const detail = `${hidden} messages still hidden ${hiddenPatienceSeconds} s after their receiver was killed`
    return hidden > 0 ? [{ rule: 'redelivery_too_slow', detail }] : []
  },
)

/** One worker loses the database while its handler works on, and its message comes again. */
const partition: Scenario = short(
  shortPlan(4, { messaging: 3 }, [{ fleet: 'messaging', count: 1, from: 0.5, script: { firstMs: 14_000, ms: 3000 } }]),
  async (scene) => {
    await cutOff(scene, 'messaging', 'messagingJobs', 12)
    return []
  },
)

/** A stop that finds a handler which needs longer than the grace. */
const stop: Scenario = short(
  shortPlan(4, { ai: 2 }, [{ fleet: 'ai', count: 1, script: { firstMs: 60_000, ms: 100 } }]),
  async (scene) => {
    await stopBusy(scene, 'ai')
    return []
  },
)

/** One round of zombies: two of four workers are frozen in a handler, taken over and thawed. */
const zombies: Scenario = async ({ patch, signal, inspect }) => {
  const evidence = await runZombies({
    ...{ cycles: 2, workers: 4, seconds: 40, seed: 1, signal },
    ...(patch && { patch }),
    ...(inspect && { inspect }),
  })
  const { violations } = judgeZombies(evidence, { cycles: 1, atOnce: 1 })
  return { violations, entries: evidence.entries }
}

/** Every scenario by its name. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = { zombies, wire, kills, claim, partition, stop }

function short(plan: Plan, act: (scene: Scene) => Promise<readonly Violation[]>): Scenario {
  return async ({ patch, signal, inspect }) => {
    let seen: readonly Violation[] = []
    let failure: unknown
    const { evidence, judgement } = await runChaos({
      ...{ plan: named(plan), signal, drainSeconds },
      ...(patch && { patch }),
      ...(inspect && { inspect }),
      alongside: async (scene) => {
        try {
          seen = await act(scene)
        } catch (error) {
          failure = error
        }
      },
    })
    if (failure !== undefined) throw failure
    const judged = judgement.violations.filter(({ rule }) => !ofFullRuns.includes(rule))
    return { violations: [...seen, ...judged], entries: evidence.entries }
  }
}

/** Scenarios run side by side on one machine, which lets only one process hold a name. */
function named(plan: Plan): Plan {
  const tag = randomUUID().slice(0, 6)
  return { ...plan, workers: plan.workers.map(({ name, fleet }) => ({ name: `${name}-${tag}`, fleet })) }
}
