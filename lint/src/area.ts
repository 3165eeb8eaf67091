/** Where a file of the workspace belongs. */
export interface Area {
  /** `sdk`, `api`, `workers`, `stack`, `chaos`, `codegen`, `conformance`, `lint`, `scripts`, or `root`. */
  readonly name: string
  readonly kind: 'src' | 'test' | 'other'
  /** Path below src or test. */
  readonly rest: string
}

/** @param path from the root of the workspace, with forward slashes. */
export function areaOf(path: string): Area {
  const [, name = 'root', below = path] =
    /^(?:packages\/)?(sdk|api|workers|stack|chaos|codegen|conformance|lint|scripts)\/(.*)$/.exec(path) ?? []
  const [first = '', ...rest] = below.split('/')
  if (first === 'src' || first === 'test') return { name, kind: first, rest: rest.join('/') }
  return { name, kind: name === 'scripts' ? 'src' : 'other', rest: below }
}
