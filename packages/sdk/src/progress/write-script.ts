import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

// One key and one call an update, so that it is atomic and works on Redis Cluster.
//
// KEYS[1]  the document
// ARGV     1 the new document · 2 seconds to live, or '' for no end
//          3 fence · 4 order within the fence: a status' rank, or progress' seq
//          5 'status' or 'progress' · 6 job_id · 7 job_created_at: the last two only where several jobs share a document
//
// Refused are: an older fence (a zombie, P-07); within one fence whatever is not further than what is stored; and, where
// several jobs share a document, a job older than the one it speaks of. A repeated status that is not terminal refreshes it.
const source = `
local stored = redis.call('GET', KEYS[1])
local known, document = pcall(cjson.decode, stored or '')
if known and type(document) == 'table' then
  local fence, order = tonumber(ARGV[3]), tonumber(ARGV[4])
  local storedFence = tonumber(document.fence) or -1
  if ARGV[6] ~= '' and document.job_id ~= nil and document.job_id ~= ARGV[6] then
    if tostring(document.job_created_at or '') > ARGV[7] then return 0 end
  else
    if fence < storedFence then return 0 end
    if fence == storedFence then
      if ARGV[5] == 'progress' then
        if order <= (tonumber(document.seq) or -1) then return 0 end
      else
        local ranks = { PENDING = 0, RUNNING = 1, RETRYING = 2 }
        local storedRank = ranks[document.status] or 3
        if order < storedRank or storedRank == 3 then return 0 end
      end
    end
  end
end
if ARGV[2] == '' then
  redis.call('SET', KEYS[1], ARGV[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
end
return 1
`

const sha = createHash('sha1').update(source).digest('hex')

/** A document on its way into Redis, with what decides whether it may replace the one that is there. */
export interface DocumentWrite {
  readonly key: string
  readonly kind: 'status' | 'progress'
  readonly document: object
  /** Seconds; null is no end. */
  readonly ttl: number | null
  readonly fence: number
  /** Rank of a status, seq of progress. */
  readonly order: number
  /** Where several jobs share the document. */
  readonly job?: { readonly id: string; readonly createdAt: string }
}

/**
 * Writes documents, each unless what is stored is newer: one command a document, all of them in one round trip and in
 * their order. What fails, fails alone.
 */
export async function writeDocuments(
  redis: Redis,
  writes: readonly DocumentWrite[],
): Promise<('written' | 'refused' | Error)[]> {
  const pipeline = redis.pipeline()
  for (const write of writes) pipeline.evalsha(sha, 1, write.key, ...argumentsOf(write))
  const answers = (await pipeline.exec()) ?? []
  return Promise.all(writes.map((write, at) => outcomeOf(redis, write, answers[at])))
}

function argumentsOf(write: DocumentWrite): string[] {
  return [
    JSON.stringify(write.document),
    write.ttl === null ? '' : String(write.ttl),
    String(write.fence),
    String(write.order),
    write.kind,
    write.job?.id ?? '',
    write.job?.createdAt ?? '',
  ]
}

async function outcomeOf(
  redis: Redis,
  write: DocumentWrite,
  [error, answer]: readonly [Error | null, unknown] = [new Error('no answer'), undefined],
): Promise<'written' | 'refused' | Error> {
  if (!error) return answer === 1 ? 'written' : 'refused'
  // A server that was restarted, or took over, does not know the script yet.
  if (!error.message.startsWith('NOSCRIPT')) return error
  try {
    return (await redis.eval(source, 1, write.key, ...argumentsOf(write))) === 1 ? 'written' : 'refused'
  } catch (failure) {
    return failure as Error
  }
}
