import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createPool, migrate, sdkMigrations } from '@academy/sdk/database'
import { startStack } from '@academy/stack'
import { writeRoster } from './files.ts'

const child = fileURLToPath(new URL('./child.ts', import.meta.url))
const peopleMigrations = new URL('../../../api/migrations/', import.meta.url)
await using stack = await startStack()
await migrate({ url: stack.databaseUrl, directories: [sdkMigrations, peopleMigrations] })
const admin = createPool({ url: stack.databaseUrl, max: 2, applicationName: 'bench', queryTimeoutSeconds: 600 })
await admin.query("INSERT INTO tenants (tenant_id, name, tier) VALUES ('bench','bench','basic')")
const forget = async () => {
  await admin.query('TRUNCATE users, parents, students, memberships, student_numbers, jobs CASCADE')
  await admin.query('CHECKPOINT')
}
const jobs = JSON.parse(process.argv[2] ?? '[]') as [string, number, boolean, string[]][]
for (const [mode, count, shared, flags] of jobs) {
  const file = `/tmp/roster-x-${count}-${shared}.xlsx`
  if (!existsSync(file)) await writeRoster(file, count, shared)
  await forget()
  const started = performance.now()
  const running = spawn(process.execPath, [...flags, child, mode, file], {
    env: { ...process.env, ...stack.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [out] = await Promise.all([text(running.stdout), once(running, 'exit')])
  console.log(
    mode,
    count,
    shared ? 'shared' : 'inline',
    flags.join(' '),
    out.trim(),
    Math.round(performance.now() - started),
  )
}
await admin.end()
