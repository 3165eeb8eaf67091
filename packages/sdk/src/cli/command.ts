/** Where a command reads and writes. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv
  readonly out: (line: string) => void
  readonly error: (line: string) => void
}

/** One command of the command line. */
export interface Command {
  /** Words that select it, such as `queues check`. */
  readonly name: string
  readonly summary: string
  /** Options as the help shows them. */
  readonly options: readonly (readonly [option: string, purpose: string])[]
  /** @returns the exit code: 0 done, 1 the answer is no */
  run(args: readonly string[], terminal: Terminal): Promise<number>
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {}
