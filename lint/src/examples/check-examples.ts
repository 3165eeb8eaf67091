import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import type { Problem } from '../lint.ts'
import { type Example, findExamples } from './find-examples.ts'
import { exportedNames, publicNames } from './known-names.ts'

/** An example as a module, beside the file that it belongs to; it exists in memory only. */
interface Module {
  readonly example: Example
  readonly fileName: string
  readonly text: string
  /** Lines before the example's own first one. */
  readonly added: number
}

const contextFile = fileURLToPath(new URL('./context.d.ts', import.meta.url))
// Examples show a value without using it, and fall off the end.
const relaxed: ts.CompilerOptions = { noUnusedLocals: false, noUnusedParameters: false, noImplicitReturns: false }

/**
 * Type-checks the examples of docstrings and pages with the workspace's own settings, so that none goes stale. Names
 * that are nobody's, such as a pool or a job, are declared in context.d.ts; public names of the SDK and of the file
 * need no import in a docstring.
 * @throws Error when there is no example at all
 */
export function checkExamples(root: string): { problems: readonly Problem[]; examples: number } {
  const examples = findExamples(root)
  if (examples.length === 0) throw new Error(`no examples under ${root}`)
  const names = publicNames(root)
  const modules = examples.map((example, index) => asModule(root, example, index, names))
  const program = compile(root, modules)
  const problems = modules.flatMap((module) => {
    const file = program.getSourceFile(module.fileName)
    if (!file) throw new Error(`${module.fileName} was not read`)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((found) => ({
      rule: 'examples/type-check',
      path: module.example.path,
      line: module.example.line + ts.getLineAndCharacterOfPosition(file, found.start ?? 0).line - module.added,
      message: ts.flattenDiagnosticMessageText(found.messageText, ' '),
    }))
  })
  return { problems, examples: examples.length }
}

function asModule(root: string, example: Example, index: number, names: ReadonlyMap<string, string>): Module {
  const fileName = join(root, example.folder, `example-${index}.ts`)
  if (example.kind === 'page') return { example, fileName, text: `${example.code}\nexport {}\n`, added: 0 }
  const own = exportedNames(join(root, example.path))
  const knowsSdk = /^packages\/(sdk|api|workers)\//.test(example.path)
  const used = new Set(example.code.match(/[A-Za-z_$][\w$]*/g))
  const declared = new Set(
    [...example.code.matchAll(/\b(?:const|let|function|class)\s+([\w$]+)/g)].map(([, name]) => name),
  )
  const imports = [...used].flatMap((name) => {
    const from = own.includes(name) ? `./${basename(example.path)}` : knowsSdk ? names.get(name) : undefined
    return from === undefined || declared.has(name) ? [] : `import { ${name} } from '${from}'`
  })
  const head = `${imports.join(';')};export async function example() {`
  return { example, fileName, text: `${head}\n${example.code}\n}\n`, added: 1 }
}

function compile(root: string, modules: readonly Module[]): ts.Program {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: [], files: [] }, ts.sys, root)
  // Where the names of the SDK are found.
  const context = join(root, 'packages/sdk', basename(contextFile))
  const virtual = new Map(modules.map(({ fileName, text }) => [fileName, text]))
  virtual.set(context, readFileSync(contextFile, 'utf8'))
  const settings = { ...options, ...relaxed, verbatimModuleSyntax: false }
  const host = ts.createCompilerHost(settings)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => virtual.has(path) || fileExists(path)
  host.readFile = (path) => virtual.get(path) ?? readFile(path)
  host.getSourceFile = (path, ...rest) => {
    const text = virtual.get(path)
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, rest[0])
  }
  return ts.createProgram([...virtual.keys()], settings, host)
}
