import { fileURLToPath } from 'node:url'
import { contractCommand } from './lint/command.ts'

process.exitCode = await contractCommand(
  fileURLToPath(new URL('../..', import.meta.url)),
  process.argv.slice(2),
  console,
)
