import { runServersVariable, startRunServers } from './run-servers.ts'

/** Called by vitest once for a run, before any test file's process exists. */
export async function setup(): Promise<() => Promise<void>> {
  const { servers, stop } = await startRunServers()
  process.env[runServersVariable] = JSON.stringify(servers)
  return stop
}
