import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/**
 * Runs a load generator as a process of its own, so that its work is not taken for the server's: its task goes in as
 * JSON, what it measured comes back as JSON.
 */
export async function runLoad<Task, Measured>(script: string, task: Task): Promise<Measured> {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(task))
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`${script} ended with ${code}`)
  return JSON.parse(output) as Measured
}
