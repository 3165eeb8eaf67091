import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Contract, Json } from '../src/contract/model.ts'

/** One change of the real contract; a pointer of '' is the whole file. */
interface Change {
  file: string
  pointer: string
  set?: Json
  remove?: boolean
}

export interface Fixture {
  /** The rule that must fail, and no other. */
  rule: string
  name: string
  changes: Change[]
}

const folder = new URL('./fixtures/', import.meta.url)

/** Every fixture: `<rule id>.yaml` or `<rule id>.<variant>.yaml`. */
export function fixtures(): Fixture[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({
      rule: name.split('.')[0] ?? '',
      name,
      changes: parse(readFileSync(new URL(name, folder), 'utf8')),
    }))
}

/** A copy of the contract with the changes made. */
export function patched(contract: Contract, changes: Change[]): Contract {
  const { root, ...parts } = contract
  const copy = { root, ...structuredClone(parts) }
  for (const change of changes) apply(copy, change)
  return copy
}

function apply(contract: Contract, { file, pointer, set, remove }: Change): void {
  if (pointer === '') {
    if (file === 'openapi.yaml') contract.openapi = undefined
    else if (remove) contract.schemas.delete(file)
    else contract.schemas.set(file, set as { [key: string]: Json })
    return
  }
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = path.pop() ?? ''
  let parent = document(contract, file)
  for (const part of path) {
    const next = (parent as { [key: string]: Json })[part]
    if (next === undefined || next === null || typeof next !== 'object')
      throw new Error(`${file}#${pointer}: nothing is there to change`)
    parent = next
  }
  if (remove && (parent as { [key: string]: Json })[last] === undefined)
    throw new Error(`${file}#${pointer}: nothing is there to remove`)
  if (remove && Array.isArray(parent)) parent.splice(Number(last), 1)
  else if (remove) delete (parent as { [key: string]: Json })[last]
  else (parent as { [key: string]: Json })[last] = set as Json
}

function document(contract: Contract, file: string): Json {
  if (file === 'asyncapi.yaml') return contract.asyncapi as unknown as Json
  if (file === 'openapi.yaml') return contract.openapi as unknown as Json
  const schema = contract.schemas.get(file)
  if (!schema) throw new Error(`${file}: no such schema`)
  return schema
}
