import { mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { TranscodeVolume, WorkFolder } from '../application/ports.ts'
import type { PublishedFile } from '../domain/published-file.ts'

/** A folder of the volume belongs to one claim of one job. */
export interface ClaimName {
  readonly jobId: string
  readonly fence: number
}

/** Which of these claims still hold their job. */
export type StillHeld = (claims: readonly ClaimName[]) => Promise<readonly ClaimName[]>

/**
 * The volume that transcodes work on. Each claim gets a folder `<job>-<fence>`. A killed process cannot remove its
 * folder; the next job on the volume does, once the database says that nobody holds that claim any more.
 */
export function transcodeVolume(root: string, stillHeld: StillHeld): TranscodeVolume {
  return {
    async measure() {
      await mkdir(root, { recursive: true })
      const { bsize, blocks, bavail } = await statfs(root)
      return { total: blocks * bsize, available: bavail * bsize }
    },
    async openFolder(claim) {
      await mkdir(root, { recursive: true })
      await sweep(root, stillHeld).catch(() => {}) // the next job tries again; whether there is room is asked anyway
      const path = join(root, folderName(claim))
      await rm(path, { recursive: true, force: true })
      await mkdir(path)
      return workFolder(path)
    },
  }
}

const folderName = ({ jobId, fence }: ClaimName) => `${jobId}-${fence}`

const folderPattern = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d+)$/

async function sweep(root: string, stillHeld: StillHeld): Promise<void> {
  const found = (await readdir(root)).flatMap((name) => {
    const [, jobId, fence] = folderPattern.exec(name) ?? []
    return jobId && fence ? [{ jobId, fence: Number(fence) }] : []
  })
  if (found.length === 0) return
  const held = new Set((await stillHeld(found)).map(folderName))
  const left = found.map(folderName).filter((name) => !held.has(name))
  await Promise.all(left.map((name) => rm(join(root, name), { recursive: true, force: true })))
}

function workFolder(root: string): WorkFolder {
  const path = (...parts: readonly string[]) => join(root, ...parts)
  return {
    path,
    makeFolder: async (name) => {
      await mkdir(path(name), { recursive: true })
    },
    write: (name, text) => writeFile(path(name), text),
    read: (name) => readFile(path(name), 'utf8'),
    files: (name) => filesBelow(path(name)),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}

async function filesBelow(folder: string): Promise<readonly PublishedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath, entry.name)
      return { path: relative(folder, file).split(sep).join('/'), bytes: (await stat(file)).size }
    }),
  )
}
