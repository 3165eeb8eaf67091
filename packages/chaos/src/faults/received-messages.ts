import type { Front } from '@academy/stack'

interface WireMessage {
  readonly Body?: string
}

/** Job ids in the messages that receives have brought from now on, whoever received them. */
export function receivedMessages(front: Front): { has(job: string): boolean } {
  const jobs = new Set<string>()
  let seen = front.lastSeq
  // Entries are answered after they are added: those that wait are looked at again.
  const waiting = new Set<ReturnType<Front['log']>[number]>()
  const look = () => {
    for (const entry of front.log(seen)) {
      seen = entry.seq
      if (entry.target === 'ReceiveMessage') waiting.add(entry)
    }
    for (const entry of waiting) {
      if (entry.outcome === undefined) continue
      waiting.delete(entry)
      for (const { Body } of (entry.output?.Messages ?? []) as WireMessage[]) {
        const [, job] = /"job_id":"([^"]+)"/.exec(Body ?? '') ?? []
        if (job) jobs.add(job)
      }
    }
  }
  return {
    has(job) {
      look()
      return jobs.has(job)
    },
  }
}
