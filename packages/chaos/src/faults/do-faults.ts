import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultKind, PlannedFault } from '../plan/planned.ts'
import type { Doing, Scene } from './scene.ts'
import {
  blackHole,
  garbage,
  postgresCut,
  postgresRestart,
  purgeQueue,
  redisFlush,
  requestFault,
  sqsBlackHole,
} from './server-faults.ts'
import { freeze, killChild, killClaim, killHandler, sigterm } from './worker-faults.ts'

const doings: Readonly<Record<FaultKind, Doing>> = {
  kill_handler: killHandler,
  kill_claim: killClaim,
  kill_child: killChild,
  freeze,
  sigterm,
  postgres_black_hole: blackHole('postgres'),
  redis_black_hole: blackHole('redis'),
  sqs_black_hole: sqsBlackHole,
  postgres_restart: postgresRestart,
  postgres_cut: postgresCut,
  redis_flush: redisFlush,
  purge_queue: purgeQueue,
  sqs_error: requestFault,
  sqs_lost_response: requestFault,
  sqs_duplicate: requestFault,
  sqs_late: requestFault,
  sqs_reset: requestFault,
  garbage,
}

/** Does the plan's faults, each at its time; resolves once the last of them is over. */
export async function doFaults(
  faults: readonly PlannedFault[],
  scene: Scene,
  say: (line: string) => void,
): Promise<void> {
  const began = performance.now()
  const underWay: Promise<void>[] = []
  for (const fault of faults) {
    const wait = fault.at * 1000 - (performance.now() - began)
    await sleep(Math.max(0, wait), undefined, { signal: scene.over }).catch(() => {})
    if (scene.over.aborted) break
    underWay.push(doFault(fault, scene, say))
  }
  await Promise.all(underWay)
}

async function doFault(fault: PlannedFault, scene: Scene, say: (line: string) => void): Promise<void> {
  const { recorder } = scene.world
  const { kind, id } = fault
  const at = `${fault.at.toFixed(1).padStart(6)} s  ${kind}${fault.worker ? ` ${fault.worker}` : ''}`
  try {
    const met = await doings[kind](fault, scene)
    recorder.record({ what: met ? 'fault' : 'missed', kind, id })
    say(met ? at : `${at}: found nothing to meet`)
  } catch (error) {
    recorder.record({ what: 'missed', kind, id, detail: String(error) })
    say(`${at}: ${error}`)
  }
}
