import { loadContract } from './contract/load.ts'
import type { Contract } from './contract/model.ts'
import { emitGoldenVectors } from './emit/golden-vectors.ts'
import { emitOperations } from './emit/http.ts'
import { emitHttpTypes } from './emit/http-types.ts'
import { emitJobs } from './emit/jobs.ts'
import { emitKeys } from './emit/keys.ts'
import type { GeneratedFile } from './emit/output.ts'
import { emitPolicies } from './emit/policies.ts'
import { emitPython } from './emit/python.ts'
import { emitStates } from './emit/states.ts'
import { emitSurface } from './emit/surface.ts'
import { emitBulkImports, emitErrorCodes } from './emit/tables.ts'
import { emitTypes } from './emit/types.ts'
import { emitValidators } from './emit/validators.ts'

/** Every generated file of the contract below a root folder, sorted by path. Same contract, same bytes. */
export async function generate(root: string): Promise<GeneratedFile[]> {
  return emitAll(loadContract(root))
}

export async function emitAll(contract: Contract): Promise<GeneratedFile[]> {
  const [types, validators, httpTypes, python] = await Promise.all([
    emitTypes(contract),
    emitValidators(contract),
    emitHttpTypes(contract),
    emitPython(contract),
  ])
  const files = [
    types,
    ...validators,
    ...emitKeys(contract),
    emitJobs(contract),
    emitPolicies(contract),
    emitStates(contract),
    emitBulkImports(contract),
    emitErrorCodes(contract),
    emitOperations(contract),
    httpTypes,
    ...python,
    emitGoldenVectors(contract),
  ]
  files.push(emitSurface(files))
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
