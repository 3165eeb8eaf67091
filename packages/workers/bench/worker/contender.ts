/** What a job does; called once a job. */
export type Work = (jobId?: string) => Promise<void>

/** Requests, statements and commands of a drain, from receive to ack; absent where they are not counted. */
export interface Counts {
  readonly sqsRequests?: number
  readonly sqlStatements?: number
  readonly redisCommands?: number
}

/** One way to work through a backlog, on servers that nobody else uses. */
export interface Contender {
  /** Puts `count` jobs where the consumer will find them. */
  fill(count: number): Promise<void>
  /** Begins to consume with `slots` jobs at once. */
  start(slots: number, work: Work): Promise<void>
  /** Lets everything under way be acknowledged, and ends. */
  stop(): Promise<void>
  /** Of the drain, after `stop`. */
  counts?(): Promise<Counts>
  close(): Promise<void>
}

/** Makes a contender on the servers of this environment. */
export type MakeContender = (env: Readonly<Record<string, string>>) => Promise<Contender>

/** A backlog that was worked through, or as much of it as the time allowed. */
export interface Drained extends Counts {
  readonly jobs: number
  /** From the consumer's start to the end of the last job's work. */
  readonly seconds: number
  /** Of the consumer's process. */
  readonly cpuSeconds: number
}

/** One backlog, and who works through it. */
export interface Drain {
  readonly contender: string
  readonly jobs: number
  readonly slots: number
  /** How long each job waits; 0 is a no-op. */
  readonly workMs: number
  /** The first job takes this much longer: who waits for it? */
  readonly firstJobMs: number
  /** Jobs that ended before, and lie in the table. */
  readonly finishedJobs: number
  /** After this the drain ends with what it has done. */
  readonly limitSeconds: number
}
