import { fileURLToPath } from 'node:url'
import { codegen } from './codegen.ts'

process.exitCode = await codegen(fileURLToPath(new URL('../..', import.meta.url)), process.argv.slice(2), console)
