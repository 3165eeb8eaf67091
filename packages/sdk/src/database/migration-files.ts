import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One .sql file. */
export interface Migration {
  /** `<package>/<file>`: the same wherever the package is installed. */
  readonly name: string
  readonly sql: string
  /** SHA-256 of the text with Unix line ends. */
  readonly checksum: string
}

/** Reads the .sql files of the directories: in the directories' order, then by file name. */
export async function readMigrations(directories: readonly URL[]): Promise<Migration[]> {
  const found: Migration[] = []
  for (const directory of directories) {
    const path = fileURLToPath(directory)
    const owner = await packageOf(path)
    const files = (await readdir(path)).filter((file) => file.endsWith('.sql')).sort()
    for (const file of files) {
      const sql = (await readFile(join(path, file), 'utf8')).replaceAll('\r\n', '\n')
      found.push({ name: `${owner}/${file}`, sql, checksum: createHash('sha256').update(sql).digest('hex') })
    }
  }
  return found
}

/** The name of the package that the directory belongs to; without one, the directory's own name. */
async function packageOf(directory: string): Promise<string> {
  for (let folder = directory; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
    if (manifest === undefined) continue
    const { name } = JSON.parse(manifest) as { name?: string }
    if (name) return name
  }
  return basename(directory)
}
