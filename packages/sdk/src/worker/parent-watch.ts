import { extname } from 'node:path'
import { Worker as Thread } from 'node:worker_threads'

const threadMain = new URL(`./parent-watch-thread${extname(import.meta.url)}`, import.meta.url)

/**
 * For the child process of isolated job types: ends it, with its process group, when its worker is gone, even while a
 * handler blocks its event loop and hears nothing (P-06).
 */
export function endWithParent(): void {
  new Thread(threadMain, { workerData: process.ppid }).unref()
}
