import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standaloneModule from 'ajv/dist/standalone/index.js'
import { build, type Plugin } from 'esbuild'
import type { InlinedSchema } from '../schemas/inline.ts'
import { type GeneratedFile, generated } from './output.ts'

export interface ValidatorSource {
  name: string
  /** File and pointer, for messages. */
  place: string
  inlined: InlinedSchema
}

/** Path of a validator's module, relative to the generated folder: two changes of the contract rarely meet in one. */
export function moduleOf(name: string): string {
  return `validators/${name.replaceAll(/(?<=[a-z0-9])([A-Z])/g, '-$1').toLowerCase()}.js`
}

/**
 * Compiles each schema with ajv and bundles what it needs at run time: plain ESM, nothing is imported.
 * @throws Error naming the place of a schema that is none.
 */
export async function compileValidators(
  sources: ValidatorSource[],
  formats: Record<string, RegExp>,
): Promise<GeneratedFile[]> {
  const contents = new Map(sources.map((source) => [source.name, standaloneCode(source, formats)]))
  const { outputFiles } = await build({
    entryPoints: sources.map(({ name }) => ({ in: `validator:${name}`, out: name })),
    outdir: '/out',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    plugins: [validatorModules(contents), runtimeHelpers],
    minify: true,
    charset: 'utf8',
  })
  const texts = new Map(outputFiles.map(({ path, text }) => [path.replace(/^.*[\\/]/, '').replace(/\.js$/, ''), text]))
  return sources.map(({ name, place }) => generated(moduleOf(name), place, plainModule(texts.get(name) ?? '', name)))
}

/** Schemas are validated once, by one instance; the instances that compile start from nothing, so that names are stable. */
const checker = new Ajv2020({ strict: true, validateFormats: false })

function standaloneCode({ name, place, inlined }: ValidatorSource, formats: Record<string, RegExp>): string {
  const standalone = ((standaloneModule as { default?: unknown }).default ?? standaloneModule) as (
    ajv: unknown,
    ids: object,
  ) => string
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allErrors: true,
    discriminator: true,
    meta: false,
    validateSchema: false,
    code: { source: true, esm: true, lines: false },
    formats: { ...formats, binary: true },
  })
  try {
    if (!checker.validateSchema(inlined.schema))
      throw new Error(checker.errorsText(checker.errors, { dataVar: 'schema' }))
    ajv.addSchema({ ...inlined.schema, $id: name })
    ajv.getSchema(name)
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`)
  }
  const origins = inlined.origins.map(({ at, origin }) => [at, origin])
  return `${standalone(ajv, { validate: name })}\nexport const origins = ${JSON.stringify(origins)}`
}

function validatorModules(contents: Map<string, string>): Plugin {
  return {
    name: 'validator-modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^validator:/ }, ({ path }) => ({
        path: path.slice('validator:'.length),
        namespace: 'validator',
      }))
      onLoad({ filter: /.*/, namespace: 'validator' }, ({ path }) => ({
        contents: contents.get(path) ?? '',
        loader: 'js',
      }))
    },
  }
}

/** ajv's small runtime helpers under names of their own: the bundle depends neither on a folder nor on ajv. */
const runtimeHelpers: Plugin = {
  name: 'runtime-helpers',
  setup({ onResolve, onLoad }) {
    const require = createRequire(import.meta.resolve('ajv/dist/2020.js'))
    onResolve({ filter: /^(ajv\/dist\/runtime\/\w+|fast-deep-equal)$/ }, ({ path }) => ({
      path: path.split('/').at(-1) ?? path,
      namespace: 'runtime',
      pluginData: path,
    }))
    onLoad({ filter: /.*/, namespace: 'runtime' }, ({ pluginData }) => ({
      contents: readFileSync(require.resolve(pluginData), 'utf8'),
    }))
  },
}

function plainModule(bundled: string, name: string): string {
  // ajv's runtime helpers carry their own import as a string for further code generation; nobody generates from here.
  const text = bundled.replaceAll(/[;,]\w+\.code ?= ?['"]require\("[^"]+"\)(\.default)?['"]/g, '')
  const offence = /.{0,40}(\brequire\(|new Function|from ["']ajv).{0,40}/.exec(text)
  if (offence) throw new Error(`the validator ${name} is not plain ESM: ${offence[0]}`)
  return text
}
