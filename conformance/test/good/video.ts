import { type Builder, jobRow } from './builder.ts'

const scenario = 'stage-4'
const job = 'aaaaaaaa-0000-4000-8000-000000000004'

/** Stage 4 as it should go: a 4:3 film of nine seconds in two rungs. */
export function addVideo(builder: Builder): void {
  builder.add(scenario, 'truth', 20, { name: 'film', value: { seconds: 9, width: 960, height: 720 } })
  builder.answer(scenario, 'completeVideoUpload', 'complete', 20, 202, { video_id: 1, job_id: job, status: 'PENDING' })
  builder.mark(scenario, 'job', 20, { job_id: job, tenant: 'hanbit', video_id: '1' })
  for (const percent of [5, 15, 25, 50, 60, 85, 100])
    builder.http(scenario, 'progress', 21, 200, { status: 'RUNNING', progress: { percent, fence: 1 } })
  const row = { job_id: job, job_type: 'video_transcode' }
  builder.ledger(
    scenario,
    'job',
    21,
    [jobRow({ ...row, status: 'RUNNING', owner_name: 'video-1', seconds_since_start: 1, lease_seconds_left: 10_739 })],
    [job],
  )
  builder.ledger(scenario, 'job', 29, [jobRow({ ...row, status: 'DONE' })], [job])
  builder.ledger(scenario, 'video', 29, [{ video_id: '1', status: 'READY' }])
  builder.http(scenario, 'video', 29, 200, {
    status: 'READY',
    hls_url: '/master.m3u8',
    thumbnail_url: '/thumbnail.jpg',
  })
  builder.http(scenario, 'master', 30, 200, '#EXTM3U', { 'cache-control': 'no-cache' })
  for (const [label, width, height] of [
    ['v1/index.m3u8', 480, 360],
    ['v2/index.m3u8', 960, 720],
  ] as const) {
    builder.http(scenario, 'playlist', 30, 200, '#EXTM3U', { 'cache-control': 'no-cache' })
    builder.http(scenario, 'segment', 30, 200, {}, { 'cache-control': 'public, max-age=31536000, immutable' })
    const streams = [
      { codec_type: 'video', codec_name: 'h264', width, height },
      { codec_type: 'audio', codec_name: 'aac' },
    ]
    builder.add(scenario, 'media', 30, {
      label,
      url: label,
      durationSeconds: 9.1,
      meanVolumeDb: -21,
      frames: 216,
      streams,
    })
  }
  builder.http(scenario, 'thumbnail', 30, 200, {})
  const prefix = 'tenants/hanbit/video/hls/1/'
  builder.add(scenario, 'objects', 31, { prefix: `${prefix}_tmp/`, keys: [] })
  builder.add(scenario, 'objects', 31, { prefix, keys: [`${prefix}master.m3u8`, `${prefix}thumbnail.jpg`] })
}
