import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadConfig } from '../../config/index.ts'
import { migrate, sdkMigrations } from '../../database/index.ts'
import type { Command } from '../command.ts'
import { jsonOption, optionsOf } from '../options.ts'

/** `academy migrate`: the SDK's tables first, then the application's. */
export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'apply the migrations that are missing',
  options: [['--dir <directory>', "more .sql files, after the SDK's own; may be repeated, in this order"], jsonOption],
  async run(args, { env, out }) {
    const { dir = [], json } = optionsOf(args, { dir: { type: 'string', multiple: true } })
    const config = loadConfig(env, ['migrations'])
    const { applied } = await migrate({
      url: config.database.migratorUrl,
      directories: [sdkMigrations, ...dir.map((path) => pathToFileURL(`${resolve(path)}/`))],
      ...(!json && { log: out }),
    })
    if (json) out(JSON.stringify({ applied }))
    else if (applied.length === 0) out('nothing to apply')
    return 0
  },
}
