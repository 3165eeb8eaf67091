// Makes dist/, what the packed SDK runs: Node strips types in a workspace, but not below node_modules.
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
rmSync(`${here}dist`, { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', `${here}tsconfig.build.json`], { stdio: 'inherit' })
// Generated validators are JavaScript already.
cpSync(`${here}src/generated`, `${here}dist/generated`, {
  recursive: true,
  filter: (path) => !path.endsWith('.ts') || path.endsWith('.d.ts'),
})
