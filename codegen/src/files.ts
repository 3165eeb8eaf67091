import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type GeneratedFile, generatedFolder } from './emit/output.ts'
import { pythonFolder } from './emit/python.ts'

/** Writes what differs, removes generated files that are no longer made; returns the changed paths. */
export function write(root: string, files: GeneratedFile[]): string[] {
  const changed: string[] = []
  for (const file of files) {
    if (current(root, file.path) === file.text) continue
    mkdirSync(dirname(join(root, file.path)), { recursive: true })
    writeFileSync(join(root, file.path), file.text)
    changed.push(file.path)
  }
  for (const path of leftovers(root, files)) {
    rmSync(join(root, path))
    changed.push(path)
  }
  return changed
}

/** One line for each generated file that is missing, differs from the contract or should not be there. */
export function drift(root: string, files: GeneratedFile[]): string[] {
  const differing = files.flatMap((file) => {
    const text = current(root, file.path)
    if (text === undefined) return [`${file.path}: missing`]
    return text === file.text ? [] : [`${file.path}: differs from the contract`]
  })
  return [...differing, ...leftovers(root, files).map((path) => `${path}: not generated from the contract`)]
}

function current(root: string, path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined
}

function leftovers(root: string, files: GeneratedFile[]): string[] {
  const wanted = new Set(files.map((file) => file.path))
  return [generatedFolder, pythonFolder]
    .flatMap((folder) => filesBelow(root, folder))
    .filter((path) => !wanted.has(path) && !path.includes('__pycache__'))
    .sort()
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}
