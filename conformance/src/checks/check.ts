import type { Contract } from '../contract/load.ts'
import type { HistoryEvent } from '../history/events.ts'
import type { HistoryView } from '../history/history.ts'

/** Something that a check holds against the target, with the lines of the history that show it. */
export interface Complaint {
  readonly message: string
  readonly evidence: readonly number[]
}

/** What a check came to. Nothing observed is never "passed": zero of zero is a failure. */
export interface Judgement {
  /** How many facts were judged. */
  readonly observed: number
  readonly complaints: readonly Complaint[]
}

/** One requirement, judged by a pure function over the history. */
export interface Check {
  /** Id of the requirement; the name of the test case in junit.xml. */
  readonly requirement: string
  /** The line of the final table it belongs to. */
  readonly row: string
  readonly title: string
  /** Scenarios whose observations it judges. When one of them was not reached, neither is the check. */
  readonly scenarios: readonly string[]
  readonly incidents: readonly string[]
  /** Where the contract says so. */
  readonly pointer: string
  judge(history: HistoryView, contract: Contract): Judgement
}

/** Collects complaints and counts what was looked at. */
export class Judge {
  #observed = 0
  readonly #complaints: Complaint[] = []

  /** One fact was looked at; when it is not as it should be, `message` says what is wrong. */
  expect(fact: unknown, message: string, ...evidence: readonly (HistoryEvent | undefined)[]): void {
    this.#observed += 1
    if (fact) return
    this.#complaints.push({ message, evidence: evidence.flatMap((event) => (event ? [event.seq] : [])) })
  }

  get judgement(): Judgement {
    return { observed: this.#observed, complaints: this.#complaints }
  }
}

/** Writes a check's body as a series of expectations. */
export function judging(body: (judge: Judge, history: HistoryView, contract: Contract) => void): Check['judge'] {
  return (history, contract) => {
    const judge = new Judge()
    body(judge, history, contract)
    return judge.judgement
  }
}

/** A short text of any value, for messages. */
export const show = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text === undefined ? 'nothing' : text.length > 240 ? `${text.slice(0, 240)}…` : text
}
