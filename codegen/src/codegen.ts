import { drift, write } from './files.ts'
import { generate } from './generate.ts'

export type Output = Pick<Console, 'log' | 'error'>

/**
 * `pnpm codegen [--check]`: writes the generated files, or with --check names those that differ from the contract.
 * @returns the exit code: 0 done or up to date, 1 drift, 2 the contract cannot be read or the arguments are wrong.
 */
export async function codegen(root: string, args: string[], output: Output): Promise<number> {
  const unknown = args.filter((argument) => argument !== '--check')
  if (unknown.length > 0) {
    output.error(`codegen: unknown argument ${unknown.join(' ')}; usage: codegen [--check]`)
    return 2
  }
  try {
    const files = await generate(root)
    return args.includes('--check') ? check(root, files, output) : update(root, files, output)
  } catch (error) {
    output.error(`codegen: ${(error as Error).message}`)
    return 2
  }
}

function check(root: string, files: Awaited<ReturnType<typeof generate>>, output: Output): number {
  const differences = drift(root, files)
  for (const difference of differences) output.error(`codegen: ${difference}`)
  output.log(differences.length === 0 ? `codegen: ${files.length} files are up to date` : 'codegen: run `pnpm codegen`')
  return differences.length === 0 ? 0 : 1
}

function update(root: string, files: Awaited<ReturnType<typeof generate>>, output: Output): number {
  const changed = write(root, files)
  output.log(
    `codegen: ${files.length} files, ${changed.length} changed${changed.map((path) => `\n  ${path}`).join('')}`,
  )
  return 0
}
