import { loadConfig } from '@academy/sdk/config'
import { migrate } from '@academy/sdk/database'
import { migrationDirectories } from './migrations.ts'

/** `node src/migrate.ts`: applies what is missing, as the role that owns the tables. Running it again changes nothing. */
try {
  const { database } = loadConfig(process.env, ['migrations'])
  const { applied } = await migrate({
    url: database.migratorUrl,
    directories: migrationDirectories,
    log: (line) => console.log(line),
  })
  if (applied.length === 0) console.log('nothing to apply')
} catch (error) {
  console.error(`migrations stopped: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
