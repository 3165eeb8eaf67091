import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** An entry of a target file that takes a requirement out of the ordinary. The reason is prose and required. */
export interface Exception {
  readonly requirement: string
  readonly reason: string
}

/** A target file: what the suite must be told about an implementation, and nothing about its inside. */
export interface Target {
  readonly name: string
  /** The revision of the contract that this implementation claims to speak. */
  readonly contractRevision: string
  readonly driver: {
    readonly command: readonly string[]
    /** Extra environment of the driver and thereby of everything it starts. */
    readonly env: Readonly<Record<string, string>>
    /** Directory in which the command runs. */
    readonly cwd: string
  }
  /** Absolute directories with the implementation's sources; `layer` says which part of the house it is. */
  readonly sourceRoots: readonly { readonly path: string; readonly label: string }[]
  /** SQL by name that shows the implementation's rows under the suite's own column names. */
  readonly ledger: Readonly<Record<string, string>>
  /** SQL by name that plants what no client may create. */
  readonly plant: Readonly<Record<string, string>>
  readonly processes: { readonly ai: number; readonly video: number; readonly messaging: number }
  readonly timeScale: number
  readonly allowDestructive: boolean
  readonly notApplicable: readonly Exception[]
  readonly knownFailing: readonly Exception[]
}

/** The target file is wrong; the run cannot start (exit 2). */
export class TargetError extends Error {
  override readonly name = 'TargetError'
}

/**
 * Reads a target file. Relative paths are taken from the directory `root` that the file names, itself relative to the file.
 * @throws TargetError naming what is missing
 */
export function loadTarget(file: string): Target {
  const raw = parseFile(file)
  const root = resolve(dirname(file), text(raw, 'root'))
  const driver = record(raw, 'driver')
  const command = driver.command
  if (!Array.isArray(command) || command.length === 0) throw new TargetError('driver.command must be a list of words')
  if (raw.time_scale !== 1) throw new TargetError('time_scale must be 1: no other scale is implemented')
  if (raw.allow_destructive !== true) {
    throw new TargetError('the Big Bang drops the database: the target must say allow_destructive: true')
  }
  const processes = record(raw, 'processes')
  return {
    name: text(raw, 'name'),
    contractRevision: text(raw, 'contract_revision'),
    driver: { command: command.map(String), env: {}, cwd: root },
    sourceRoots: list(raw, 'source_roots').map((path) => ({ path: resolve(root, String(path)), label: String(path) })),
    ledger: statements(raw, 'ledger'),
    plant: statements(raw, 'plant'),
    processes: { ai: Number(processes.ai), video: Number(processes.video), messaging: Number(processes.messaging) },
    timeScale: 1,
    allowDestructive: true,
    notApplicable: exceptions(raw, 'not_applicable'),
    knownFailing: exceptions(raw, 'known_failing'),
  }
}

type Raw = Record<string, unknown>

function parseFile(file: string): Raw {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Raw
  } catch (error) {
    throw new TargetError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function text(raw: Raw, key: string): string {
  if (typeof raw[key] !== 'string') throw new TargetError(`${key} must be a text`)
  return raw[key]
}

function record(raw: Raw, key: string): Raw {
  if (typeof raw[key] !== 'object' || raw[key] === null) throw new TargetError(`${key} must be an object`)
  return raw[key] as Raw
}

function list(raw: Raw, key: string): unknown[] {
  if (!Array.isArray(raw[key])) throw new TargetError(`${key} must be a list`)
  return raw[key]
}

/** A statement may be a list of lines, so that the file stays readable. */
const statements = (raw: Raw, key: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record(raw, key)).map(([name, sql]) => [name, Array.isArray(sql) ? sql.join('\n') : String(sql)]),
  )

function exceptions(raw: Raw, key: string): Exception[] {
  return list(raw, key).map((entry) => {
    const { requirement, reason } = entry as Raw
    if (typeof requirement !== 'string' || typeof reason !== 'string' || reason.length < 20) {
      throw new TargetError(`${key}: each entry names a requirement and a reason in prose`)
    }
    return { requirement, reason }
  })
}
