import type { Contract } from '../contract/model.ts'
import type { GeneratedFile } from './output.ts'
import { pythonSchemas } from './python-schema.ts'

export const pythonFolder = 'codegen/python/academy_contract'
const packageName = 'academy_contract'
const header = '# Generated from schemas/ by `pnpm codegen`. Do not edit.\n'

/** Pydantic models for the teams that work in Python: one module a type, all of them exported by the package. */
export async function emitPython(contract: Contract): Promise<GeneratedFile[]> {
  // A second to load: nothing else needs it.
  const { PYTHON_PYDANTIC_PRESET, PythonGenerator } = await import('@asyncapi/modelina')
  const generator = new PythonGenerator({ presets: [PYTHON_PYDANTIC_PRESET] })
  const schemas = pythonSchemas(contract)
  const models = await generator.generateCompleteModels(schemas, { packageName })
  const wanted = models
    .filter(({ modelName }) => modelName !== schemas.title)
    .sort((a, b) => (a.modelName < b.modelName ? -1 : 1))
  const modules = wanted.map(({ modelName, result }) => ({
    path: `${pythonFolder}/${moduleName(modelName)}.py`,
    text: moduleText(result),
  }))
  for (const { path, text } of modules) refuseInvented(path, text)
  const names = wanted.map(({ modelName }) => modelName)
  const imports = names.map((name) => `from .${moduleName(name)} import ${name}`).join('\n')
  const exported = `__all__ = [\n${names.map((name) => `    "${name}",\n`).join('')}]`
  return [{ path: `${pythonFolder}/__init__.py`, text: `${header}\n${imports}\n\n${exported}\n` }, ...modules]
}

function moduleText(result: string): string {
  const text = result
    .replaceAll(`from ${packageName}.`, 'from .')
    .replaceAll('dict[str, Any]', 'dict[str, object]')
    .replace(
      /^from typing import (.*)$/m,
      (_, names: string) =>
        `from typing import ${names
          .split(', ')
          .filter((name) => name !== 'Any')
          .join(', ')}`,
    )
    .replaceAll(/[ \t]+$/gm, '')
  return `${header}\n${text.trim()}\n`
}

function moduleName(modelName: string): string {
  return modelName.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toLowerCase()
}

/** The model generator invents names where a schema has none, or has one of Python's own. Neither may reach other teams. */
function refuseInvented(path: string, text: string): void {
  const found = /\bAnonymous\w*|\bReserved\w*|\bAny\b/.exec(text)
  if (found) throw new Error(`${path}: the model generator invented ${found[0]}; give the schema a name of its own`)
}
