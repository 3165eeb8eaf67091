import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Target } from '../target/target.ts'

/** One replacement in the text of one source file, made while the file is loaded. */
export interface Patch {
  /** Path below the checkout. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** A planted defect: how a target is changed from outside so that exactly one line of the table must catch it. */
export interface Defect {
  readonly name: string
  readonly title: string
  readonly patches: readonly Patch[]
  /** Program that stands between the suite and the driver. */
  readonly wrapper: string | undefined
  /** Further source roots with planted files. */
  readonly sourceRoots: Target['sourceRoots']
  readonly patchFile: string
}

/** The defect cannot be planted, or was never in effect: the run says nothing about the suite (exit 2). */
export class DefectError extends Error {
  override readonly name = 'DefectError'
}

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = join(root, 'conformance/mutants')
const hook = join(folder, 'hook/register.mjs')

/** Names of every planted defect. */
export const listDefects = (): string[] =>
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'mutant.json')))
    .sort()

/** The line of the table that should catch a defect. Nobody but the test of the suite itself asks. */
export const catcherOf = (name: string): string =>
  (JSON.parse(readFileSync(join(folder, name, 'mutant.json'), 'utf8')) as { caught_by: string }).caught_by

/**
 * Reads a planted defect and makes sure that it still fits the sources.
 * @throws DefectError when there is none of this name, or when a patch matches not exactly once
 */
export function loadDefect(name: string): Defect {
  if (!listDefects().includes(name)) throw new DefectError(`no defect is called ${name}; --break list prints the names`)
  const directory = join(folder, name)
  const raw = JSON.parse(readFileSync(join(directory, 'mutant.json'), 'utf8')) as {
    title: string
    patches?: (Omit<Patch, 'find' | 'replace'> & { find: string | string[]; replace: string | string[] })[]
    wrapper?: string
    source_roots?: { path: string; label: string }[]
  }
  const lines = (text: string | string[]): string => (Array.isArray(text) ? text.join('\n') : text)
  const patches = (raw.patches ?? []).map(({ file, find, replace }) => ({
    file,
    find: lines(find),
    replace: lines(replace),
  }))
  for (const { file, find } of patches) {
    const path = join(root, file)
    const times = existsSync(path) ? readFileSync(path, 'utf8').split(find).length - 1 : 0
    if (times !== 1)
      throw new DefectError(
        `${name}: the pattern stands ${times} times in ${file}, not once; the defect must follow the code`,
      )
  }
  return {
    name,
    title: raw.title,
    patches,
    wrapper: raw.wrapper === undefined ? undefined : join(directory, raw.wrapper),
    sourceRoots: (raw.source_roots ?? []).map(({ path, label }) => ({ path: resolve(directory, path), label })),
    patchFile: join(directory, 'mutant.json'),
  }
}

/** A folder in which the load hook notes which patches were in effect; gone when this process ends. */
export function notesFolder(): string {
  const notes = mkdtempSync(join(tmpdir(), 'academy-defect-'))
  process.once('exit', () => rmSync(notes, { recursive: true, force: true }))
  return notes
}

/**
 * The same target with the defect planted: nothing but its driver command, its environment and its roots differ.
 * @param notes folder for `verifyApplied`
 */
export function applyDefect(target: Target, defect: Defect, notes: string): Target {
  const { command, env } = target.driver
  const patched = {
    ...env,
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${pathToFileURL(hook).href}`.trim(),
    ACADEMY_HOOK_PATCHES: defect.patchFile,
    ACADEMY_HOOK_ROOT: root,
    ACADEMY_HOOK_NOTES: notes,
  }
  return {
    ...target,
    driver: {
      ...target.driver,
      command: defect.wrapper === undefined ? command : ['node', defect.wrapper, ...command],
      env: defect.patches.length > 0 ? patched : env,
    },
    sourceRoots: [...target.sourceRoots, ...defect.sourceRoots],
  }
}

/** @throws DefectError when a patch was never loaded by any process: then nothing was broken and nothing was proved */
export function verifyApplied(defect: Defect, notes: string): void {
  const noted = readdirSync(notes)
  for (const index of defect.patches.keys()) {
    if (!noted.includes(String(index)))
      throw new DefectError(`${defect.name}: no process ever loaded ${defect.patches[index]?.file}`)
  }
}
