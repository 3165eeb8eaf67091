import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './command.ts'

/** `--json`, which every command takes. */
export const jsonOption = ['--json', 'print one JSON object on one line'] as const

type Options = NonNullable<ParseArgsConfig['options']>

/** Parses a command's options. @throws UsageError for an unknown option or a stray word */
export function optionsOf<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options: { ...options, json: { type: 'boolean' } }, strict: true }).values
  } catch (error) {
    // Node adds a hint about `--` after the first sentence.
    throw new UsageError((error as Error).message.split('. ')[0] ?? '')
  }
}
