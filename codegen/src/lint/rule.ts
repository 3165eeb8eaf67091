import type { Contract } from '../contract/model.ts'

/** A place in the contract that breaks a rule. */
export interface Finding {
  rule: string
  file: string
  /** JSON pointer into the file. */
  pointer: string
  message: string
}

/** Where and why, without the rule's name. */
export type Place = [file: string, pointer: string, message: string]

/**
 * One rule of the contract lint. Its id is stable: scripts and exceptions name it.
 * Rules of the structure stage are judged first; the others read what those have made sure of.
 */
export interface Rule {
  id: string
  /** What goes wrong in production when the rule is broken. */
  because: string
  stage: 'structure' | 'meaning'
  check(contract: Contract): Place[] | Promise<Place[]>
}

const asyncapi = 'asyncapi.yaml'

/** A place in asyncapi.yaml; the parts of the pointer are escaped here. */
export function inAsyncapi(parts: (string | number)[], message: string): Place {
  return [asyncapi, pointerOf(parts), message]
}

export function pointerOf(parts: (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
