import { type Import, importsOf } from '../imports.ts'
import type { Rule } from '../rule.ts'

const layers = ['domain', 'application', 'adapters'] as const
type Layer = (typeof layers)[number]

/** Pure parts of the SDK that inner layers may use as values; types of any part cost nothing at run time. */
const sdkValues: Readonly<Record<'domain' | 'application', (use: Import) => boolean>> = {
  domain: ({ specifier }) => specifier === '@academy/sdk/contract',
  application: ({ specifier, values }) =>
    ['@academy/sdk/contract', '@academy/sdk/errors', 'node:crypto'].includes(specifier) ||
    (specifier === '@academy/sdk/worker' && values.length > 0 && values.every((value) => value === 'done')),
}

/** Domain ← application ← adapters ← main, in the API and in each worker. */
export const layerDirection: Rule = {
  id: 'direction/layers',
  why: 'domain ← application ← adapters ← main: the core knows no framework, no driver and no transport',
  check(file) {
    const { name, kind, rest } = file.area
    if (kind !== 'src' || (name !== 'api' && name !== 'workers')) return []
    const home = locate(file.path)
    return importsOf(file).flatMap((use) => {
      const message = use.path === undefined ? foreign(home?.layer, use) : inward(file.path, use.path, rest)
      return message === undefined ? [] : [{ line: use.line, message }]
    })
  },
}

/** The worker (or the API, as `''`) that a file belongs to, and its layer. */
function locate(path: string): { unit: string; layer: Layer | undefined } | undefined {
  const [, api, fleet, below = ''] = /^packages\/(?:(api)\/src|workers\/src\/([^/]+))\/(.*)$/.exec(path) ?? []
  if (api === undefined && fleet === undefined) return undefined
  return { unit: fleet ?? '', layer: layers.find((layer) => below.startsWith(`${layer}/`)) }
}

function inward(from: string, to: string, rest: string): string | undefined {
  const [here, there] = [locate(from), locate(to)]
  if (here === undefined || there === undefined) return undefined
  if (here.unit !== there.unit && rest.includes('/'))
    return `worker ${here.unit} must not import worker ${there.unit} (${to})`
  if (here.layer === undefined) return undefined
  const [own, other] = [
    layers.indexOf(here.layer),
    there.layer === undefined ? layers.length : layers.indexOf(there.layer),
  ]
  return other > own ? `${here.layer} must not import ${there.layer ?? 'the composition'} (${to})` : undefined
}

function foreign(layer: Layer | undefined, use: Import): string | undefined {
  if (layer === undefined || layer === 'adapters') return undefined
  const academyOrNode = /^(@academy\/sdk\/|node:)/.test(use.specifier)
  if (use.typeOnly && academyOrNode) return undefined
  return sdkValues[layer](use) ? undefined : `${layer} must not import ${use.specifier}`
}
