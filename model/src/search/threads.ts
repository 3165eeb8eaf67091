import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Task, TaskResult } from './task.ts'

/**
 * Runs tasks on some threads, each result handed over as soon as it is there; in any order.
 * @throws what a thread threw
 */
export async function runOnThreads(
  tasks: readonly Task[],
  threads: number,
  onResult: (task: number, result: TaskResult) => void,
): Promise<void> {
  let next = 0
  const work = async () => {
    const thread = new Worker(new URL('./thread.ts', import.meta.url))
    try {
      while (next < tasks.length) {
        const number = next++
        thread.postMessage(tasks[number])
        const [result] = (await once(thread, 'message')) as [TaskResult]
        onResult(number, result)
      }
    } finally {
      await thread.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work))
}
