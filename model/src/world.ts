import { type FaultBudget, faultKinds } from './faults.ts'
import { type Fields, recordType } from './record.ts'
import type { Violation } from './violations.ts'
import { gone, Process } from './vocabulary.ts'

// `failures` and `commits` are the model's own counters: the product has no such columns.
const jobType = recordType(
  'status',
  'lockedBy',
  'attempt',
  'failures',
  'crashes',
  'due',
  'message', // which message the stored receipt handle belongs to; 0 = none
  'handleNewest', // 1 = that message was not received again since
  'outbox',
  'deadLetterOutbox',
  'deadLetter',
  'commits',
)
// `mayGo`: its deletion breaks no law whatever the job's state: a stray that was copied to the dead-letter queue, or a
// message sent before a redrive, which sends another.
const messageType = recordType('visibility', 'content', 'mayGo')
// `fenceValid`: 1 = the claim (or the row it read, for burying) is still the job's latest. Only equality is ever asked.
const workerType = recordType(
  'process',
  'databaseCut',
  'queueCut',
  'beat',
  'step',
  'content',
  'message',
  'handleNewest',
  'fenceValid',
)
const lateType = recordType('request', 'worker', 'content', 'message', 'handleNewest', 'fenceValid')
// relayOf: the content whose message was sent while its outbox row is not yet deleted. wake…: visibility 0 after a reap.
const restType = recordType('relayOf', 'wakePending', 'wakeMessage', 'wakeHandleNewest')
const budgetType = recordType(...faultKinds)

export type Job = ReturnType<typeof jobType.over>
export type Message = ReturnType<typeof messageType.over>
export type Worker = ReturnType<typeof workerType.over>
export type Late = ReturnType<typeof lateType.over>
export type Rest = ReturnType<typeof restType.over>

export const workerNumbers = [1, 2] as const

/** How many of each thing a world has; with that, the number of bytes of a state. */
export interface WorldSize {
  readonly jobs: number
  readonly messages: number
}

/**
 * One state: job rows, messages, two workers, and what is under way between them, each a few named bytes of one small
 * buffer. The search keeps states as 32-bit words; a World is the readable view of one of them.
 */
export class World {
  readonly words: Uint32Array
  readonly jobs: readonly Job[]
  readonly messages: readonly Message[]
  readonly workers: readonly Worker[]
  readonly late: Late
  readonly rest: Rest
  readonly budget: Fields<(typeof faultKinds)[number]>
  /** Set by a step that breaks a law in itself, such as deleting the message of a live job. Not part of the state. */
  violation: Violation | null = null
  private readonly bytes: Uint8Array
  private readonly workersAt: number
  private readonly swapped: Uint8Array
  private readonly swappedWords: Uint32Array

  constructor(size: WorldSize) {
    const length = World.bytesOf(size)
    this.bytes = new Uint8Array(length)
    this.words = new Uint32Array(this.bytes.buffer)
    this.swapped = new Uint8Array(length)
    this.swappedWords = new Uint32Array(this.swapped.buffer)
    let at = 0
    const next = <F extends string>(type: { size: number; over(bytes: Uint8Array, at: number): Fields<F> }) => {
      at += type.size
      return type.over(this.bytes, at - type.size)
    }
    this.jobs = Array.from({ length: size.jobs }, () => next(jobType))
    this.messages = Array.from({ length: size.messages }, () => next(messageType))
    this.workersAt = at
    this.workers = workerNumbers.map(() => next(workerType))
    this.late = next(lateType)
    this.rest = next(restType)
    this.budget = next(budgetType)
  }

  /** Bytes of a state, a multiple of four. */
  static bytesOf({ jobs, messages }: WorldSize): number {
    const parts = [jobType.size * jobs, messageType.size * messages, workerType.size * workerNumbers.length]
    const bytes = parts.reduce((sum, part) => sum + part, lateType.size + restType.size + budgetType.size)
    return Math.ceil(bytes / 4) * 4
  }

  /** The state in which the creator's transaction has just committed: PENDING jobs with their outbox rows. */
  begin(faults: FaultBudget): void {
    this.bytes.fill(0)
    for (const job of this.jobs) {
      job.outbox = 1
      job.due = 1
    }
    for (const worker of this.workers) worker.process = Process.up
    for (const kind of faultKinds) this.budget[kind] = faults[kind] ?? 0
  }

  /** Becomes a copy of a stored state. */
  load(words: Uint32Array, at = 0): void {
    const own = this.words
    for (let i = 0; i < own.length; i++) own[i] = words[at + i] as number
    this.violation = null
  }

  job(index: number): Job {
    return this.jobs[index] as Job
  }

  /** Messages are numbered from 1; 0 stands for none. */
  message(number: number): Message {
    return this.messages[number - 1] as Message
  }

  /** Workers are numbered from 1. */
  worker(number: number): Worker {
    return this.workers[number - 1] as Worker
  }

  /**
   * The two workers are alike, so a state and its mirror image are one state to the search: this becomes the smaller
   * of the two. Halves the work and hides nothing.
   */
  becomeCanonical(): void {
    const { bytes, swapped, workersAt } = this
    const size = workerType.size
    swapped.set(bytes)
    for (let i = 0; i < size; i++) {
      swapped[workersAt + i] = bytes[workersAt + size + i] as number
      swapped[workersAt + size + i] = bytes[workersAt + i] as number
    }
    const lockedByAt = jobType.fields.indexOf('lockedBy')
    for (let j = 0; j < this.jobs.length; j++) swapName(swapped, j * jobType.size + lockedByAt)
    swapName(swapped, workersAt + size * workerNumbers.length + lateType.fields.indexOf('worker'))
    for (let i = 0; i < this.words.length; i++) {
      const difference = (this.swappedWords[i] as number) - (this.words[i] as number)
      if (difference > 0) return
      if (difference < 0) {
        this.words.set(this.swappedWords)
        return
      }
    }
  }
}

function swapName(bytes: Uint8Array, at: number): void {
  const name = bytes[at] as number
  if (name > 0 && name < gone) bytes[at] = 3 - name
}
