import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { channels, fleets, objectKeys, type PayloadByJobType, type TenantId } from '../../src/contract/index.ts'
import { withTenant } from '../../src/database/index.ts'
import { createJob, type JobRow } from '../../src/jobs/index.ts'
import { measured } from '../support/measured.ts'
import { workerWorld } from './support/worker-world.ts'

const { deadAfterSeconds, recoveryGoalSeconds } = fleets.video
let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

async function transcode(tenant: TenantId): Promise<JobRow> {
  const payload = {
    video_id: 1,
    file_key: objectKeys.videoSource({ tenantId: tenant, sessionId: 1, uuid: randomUUID(), ext: 'mp4' }),
    hls_prefix: objectKeys.videoOutput({ tenantId: tenant, videoId: 1 }),
  } as PayloadByJobType['video_transcode']
  const { job } = await withTenant(world.api, tenant, (tx) =>
    createJob(tx, {
      tenantId: tenant,
      jobType: 'video_transcode',
      tier: 'basic',
      payload,
      correlationId: 'test-video',
    }),
  )
  return job
}

it('P-09 a killed video worker’s job runs again within 60 s while the queue’s visibility stays the contract’s', async () => {
  const killed = await world.start('video-killed', { main: 'video-worker.ts' })
  const job = await transcode(await world.tenant('basic'))
  await world.send(job)
  await world.untilStarted(job, 1)
  await world.start('video-heir', { main: 'video-worker.ts' })
  // Only who has beaten without a gap for dead_after judges others, and nobody does right after a database start.
  await sleep((deadAfterSeconds + fleets.video.beatSeconds) * 1000)
  await world.kill(killed)
  const killedAt = performance.now()
  const again = async () => {
    const step = 'SELECT FROM test_steps WHERE job_id = $1 AND fence = 3' // the reap raised it to 2
    return (await world.admin.query(step, [job.jobId])).rowCount
  }
  await world.until('the transcode runs again', again, recoveryGoalSeconds * 1000)
  measured('SIGKILL of a video worker: until its job runs elsewhere', (performance.now() - killedAt) / 1000)
  expect(channels.videoJobs.visibilityTimeoutSeconds).toBeGreaterThan(recoveryGoalSeconds)
  await world.behave(job, 'succeed')
  expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 1, fence: '3' })
}, 200_000)
