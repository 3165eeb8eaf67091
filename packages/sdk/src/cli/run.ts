import { isConnectionError } from '../database/index.ts'
import { AcademyError, ConfigurationError } from '../errors/index.ts'
import { type Command, type Terminal, UsageError } from './command.ts'
import { bucketCommand } from './commands/bucket.ts'
import { discardCommand } from './commands/dlq-discard.ts'
import { listCommand } from './commands/dlq-list.ts'
import { redriveCommand } from './commands/dlq-redrive.ts'
import { showCommand } from './commands/dlq-show.ts'
import { migrateCommand } from './commands/migrate.ts'
import { checkCommand, provisionCommand } from './commands/queues.ts'
import { createTenantCommand } from './commands/tenants.ts'

const commands: readonly Command[] = [
  ...[migrateCommand, provisionCommand, checkCommand, bucketCommand, createTenantCommand],
  ...[listCommand, showCommand, redriveCommand, discardCommand],
]

/**
 * Runs the command line.
 *
 * Exit codes: 0 done; 1 the answer is no, or the work failed; 2 it could not start (usage, configuration).
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  if (args.length === 0 || args[0] === 'help' || args[0] === '--help' || args[0] === '-h') {
    terminal.out(help(commands))
    return args.length === 0 ? 2 : 0
  }
  const command = commands.find(({ name }) => name.split(' ').every((word, at) => args[at] === word))
  if (!command) {
    terminal.error(
      `academy: there is no command ${JSON.stringify(args.slice(0, 2).join(' '))}; academy help lists them`,
    )
    return 2
  }
  const rest = args.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(help([command]))
    return 0
  }
  try {
    return await command.run(rest, terminal)
  } catch (error) {
    terminal.error(`academy ${command.name}: ${oneLine(error)}`)
    return error instanceof UsageError || error instanceof ConfigurationError ? 2 : 1
  }
}

function help(shown: readonly Command[]): string {
  const lines = shown.flatMap(({ name, summary, options }) => [
    `  academy ${name}`,
    `      ${summary}`,
    ...options.map(([option, purpose]) => `      ${option.padEnd(20)} ${purpose}`),
  ])
  return [
    'Usage: academy <command> [options]',
    '',
    ...lines,
    '',
    'Exit codes: 0 done, 1 no or failed, 2 could not start',
  ].join('\n')
}

function oneLine(error: unknown): string {
  if (error instanceof AcademyError) return error.message
  const text =
    error instanceof AggregateError ? String(error.errors[0]?.message) : String((error as Error)?.message ?? error)
  const line = text.split('\n')[0] ?? ''
  return isConnectionError(error) ? `[database_unavailable] the database does not answer: ${line}` : line
}
