// A transcode that works until `test_script` says that it may end; no ffmpeg, since it is the runtime that is tested.
import { setTimeout as sleep } from 'node:timers/promises'
import { done, type JobHandler, type WorkerResources } from '../../../src/worker/index.ts'

export async function createHandlers({ pool }: WorkerResources) {
  const videoTranscode: JobHandler<'video_transcode'> = async (job, ctx) => {
    const { jobId, fence, payload } = job
    await pool.query(`INSERT INTO test_steps (job_id, fence, pid, what) VALUES ($1, $2, $3, 'started')`, [
      ...[jobId, fence, process.pid],
    ])
    while (!(await pool.query('SELECT FROM test_script WHERE job_id = $1', [jobId])).rowCount) {
      await sleep(50, undefined, { signal: ctx.signal })
    }
    return done<'video_transcode'>({
      duration_seconds: 10,
      hls_key: `${payload.hls_prefix}master.m3u8`,
      thumbnail_key: `${payload.hls_prefix}thumbnail.jpg`,
      rungs: [{ name: 'v1', width: 640, height: 360, video_kbps: 800, audio_kbps: 96, segments: 3 }],
    })
  }
  return { handlers: { video_transcode: videoTranscode } }
}
