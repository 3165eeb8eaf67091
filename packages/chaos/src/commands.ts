import { Unavailable } from '@academy/stack'

type Command = (args: readonly string[], signal: AbortSignal) => Promise<number>

/** The commands beside the plain run: each a folder of its own. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  zombies: async () => (await import('./zombies/zombies-command.ts')).zombiesCommand,
  mutants: async () => (await import('./mutants/mutants-command.ts')).mutantsCommand,
  deploys: async () => (await import('./deploys/deploys-command.ts')).deploysCommand,
}

/** The command that the first argument names. */
export function commandOf(name: string | undefined): (() => Promise<Command>) | undefined {
  return commands[name ?? '']
}

/** Runs it with the exit codes of the plain run. */
export async function runCommand(load: () => Promise<Command>, args: readonly string[]): Promise<number> {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())
  try {
    const command = await load()
    return await command(args, interrupted.signal)
  } catch (error) {
    if (interrupted.signal.aborted) return 130
    console.error(error instanceof Unavailable ? error.message : error)
    return 2
  }
}
