// What a job's handler does here: it leaves its traces, then, on a worker that is to be frozen, holds on until it was
// frozen and thawed, and tries to write everything that it may no longer write. It heeds no signal: a zombie does not.
import { setTimeout as sleep } from 'node:timers/promises'
import { type FleetName, fleets } from '@academy/sdk/contract'
import type { Transaction } from '@academy/sdk/database'
import { Recorder } from '../recorder/history.ts'
import { settings } from '../workers/settings.ts'
import { Targets } from './targets.ts'
import { everyWrite, fencedRow, firstStep, type Hands } from './zombie-writes.ts'

const lookEveryMs = 20
const worker = process.env.WORKER_NAME ?? ''
const isolated = process.send !== undefined
const { directory, historyFile } = settings()
const recorder = new Recorder(historyFile)
const targets = new Targets(directory)
let held = false // one at a time in this process: its other slots go on

/** One run of a job, whatever its type. */
export async function holdOrWork(hands: Hands): Promise<void> {
  const { job, ctx, fleet } = hands
  const { jobId, fence, attempt } = job
  const workerPid = isolated ? process.ppid : process.pid
  const run = { job: jobId, fence, attempt, worker, pid: process.pid, workerPid }
  recorder.record({ what: 'started', ...run })
  await ctx.transaction(async (tx) => {
    await fencedRow(tx, job, 'note')
    await ctx.checkpoint.save(tx, { fence })
  })
  await ctx.progress({ step: firstStep(job), stepPercent: 50 })
  recorder.record({ what: 'has_written', ...run })
  if (!held && targets.has(worker)) {
    held = true
    const say = () => recorder.record({ what: 'holding', ...run })
    const frozen = await untilThawed(hands, fleet, say).finally(() => {
      held = false
    })
    if (frozen) {
      await Promise.all(
        everyWrite(hands).map(async ({ kind, write }) => {
          const how = await write().then(
            () => 'answered',
            (error) => String(error),
          )
          recorder.record({ what: 'tried', kind, how, ...run })
        }),
      )
      recorder.record({ what: 'tried_everything', ...run })
    }
  } else if (fence > 1) {
    const { takersStay } = targets
    while (takersStay !== 0 && targets.takersStay === takersStay) await sleep(lookEveryMs)
  }
  recorder.record({ what: 'ended', how: 'returned', ...run })
}

/** Waits to be frozen, every second job inside a transaction; true once time has jumped, false when it need not be. */
async function untilThawed(hands: Hands, fleet: FleetName, say: () => void): Promise<boolean> {
  const inside = Number.parseInt(hands.job.jobId.at(-1) ?? '0', 16) % 2 === 1
  if (!inside) return await wait(fleet, say)
  let thawed = false
  await hands.ctx
    .transaction(async (tx) => {
      await fencedRow(tx, hands.job, 'held')
      thawed = await wait(fleet, say, tx)
      await fencedRow(tx, hands.job, 'zombie')
    })
    .catch((error) => {
      if (!thawed) throw error
    })
  return thawed
}

async function wait(fleet: FleetName, say: () => void, tx?: Transaction): Promise<boolean> {
  say()
  // From look to look, without a gap: a freeze may come between any two instructions.
  let lookedAt = performance.now()
  const timeJumped = () => {
    const before = lookedAt
    lookedAt = performance.now()
    return lookedAt - before > fleets[fleet].abortAfterSeconds * 1000
  }
  for (;;) {
    const wanted = targets.has(worker)
    if (timeJumped()) return true
    if (!wanted) return false
    await sleep(lookEveryMs)
    if (timeJumped()) return true
    // The server ends a transaction that says nothing for long, as it does to a frozen one.
    await tx?.query('SELECT 1').catch(() => {})
  }
}
