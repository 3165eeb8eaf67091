import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { probe } from '../observe/media.ts'
import { type Context, type Scenario, tenants } from './scenario.ts'
import { accepted, isTerminal } from './watch.ts'

const tenant = tenants.hanbit.id

/** Stage 4: one video, from the upload to a player's point of view. */
export const videoScenario: Scenario = {
  id: 'stage-4',
  title: 'one video job: a film becomes ready to play',
  row: 'stage-4',
  needs: ['boot-video'],
  after: ['stage-3'],
  async run(context) {
    const { api, scenario, ledger, history, contract, objects } = context
    const film = await context.fixtures.film
    history.add(scenario, 'truth', {
      name: 'film',
      value: { seconds: film.seconds, width: film.width, height: film.height },
    })
    const videoId = await upload(context, film.file)
    const params = { video_id: videoId }
    const complete = await api.ask(scenario, {
      label: 'complete',
      operation: 'completeVideoUpload',
      params,
      tenant,
      json: {},
    })
    const jobId = String(accepted(complete, 'upload complete').job_id)
    context.mark('job', { job_id: jobId, tenant, video_id: videoId })
    const held = ledger.until(
      scenario,
      'job',
      [jobId],
      ([row]) => row?.status === 'RUNNING' || isTerminal(row?.status),
      20,
    )
    await watchVideo(context, videoId)
    await held
    await ledger.until(scenario, 'job', [jobId], ([row]) => isTerminal(row?.status), 5)
    await ledger.read(scenario, 'video', [tenant, videoId])
    const video = await api.ask(scenario, { label: 'video', operation: 'getVideo', params, tenant })
    await play(context, String(video.body.hls_url))
    await fetchRecorded(context, 'thumbnail', String(video.body.thumbnail_url))
    const staging = contract.stagingTemplate.replace('{tenant_id}', tenant).replace('{video_id}', videoId)
    await objects.below(scenario, staging.slice(0, staging.indexOf('{job_id}')))
    await objects.below(scenario, staging.slice(0, staging.indexOf('_tmp/')))
  },
}

async function upload({ api, scenario }: Context, file: Buffer): Promise<string> {
  const init = await api.ask(scenario, {
    label: 'init',
    operation: 'initVideoUpload',
    tenant,
    json: {
      title: '첫 강의',
      session_id: 7,
      filename: 'lecture.mp4',
      content_type: 'video/mp4',
      size_bytes: file.length,
    },
  })
  const { video_id, upload: where } = accepted(init, 'upload init') as {
    video_id: number
    upload: { kind: string; url: string; method: string; headers: Record<string, string> }
  }
  if (where.kind !== 'single') throw new Error(`a file of ${file.length} bytes needs no ${where.kind} upload`)
  const put = await fetch(where.url, { method: where.method, headers: where.headers, body: new Uint8Array(file) })
  if (!put.ok) throw new Error(`the presigned upload answered ${put.status} ${await put.text()}`)
  return String(video_id)
}

async function watchVideo({ api, scenario }: Context, videoId: string): Promise<void> {
  const deadline = Date.now() + 80_000
  for (;;) {
    const answer = await api.ask(scenario, {
      label: 'progress',
      operation: 'getVideoProgress',
      params: { video_id: videoId },
      tenant,
    })
    if (answer.status === 200 && isTerminal(answer.body?.status)) return
    if (Date.now() > deadline) {
      throw new Error(`the video job did not end: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 120))
  }
}

/** Fetches the master playlist, each rung's playlist and each segment, as a player would, and probes every rung. */
async function play(context: Context, hlsUrl: string): Promise<void> {
  const { scenario, history, endpoints } = context
  const base = new URL(hlsUrl, endpoints.api_url ?? undefined)
  const master = await fetchRecorded(context, 'master', base.href)
  for (const line of entries(master.toString('utf8'))) {
    const playlistUrl = new URL(line, base)
    const playlist = await fetchRecorded(context, 'playlist', playlistUrl.href)
    const parts: Buffer[] = []
    for (const segment of entries(playlist.toString('utf8'))) {
      parts.push(await fetchRecorded(context, 'segment', new URL(segment, playlistUrl).href))
    }
    const file = join(endpoints.work_dir, 'player', `${line.replaceAll('/', '-')}.ts`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, Buffer.concat(parts))
    await probe(history, scenario, endpoints, { label: line, url: playlistUrl.href, file })
  }
}

const entries = (playlist: string): string[] =>
  playlist
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))

async function fetchRecorded({ history, scenario }: Context, label: string, url: string): Promise<Buffer> {
  const started = performance.now()
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000) })
  const content = Buffer.from(await response.arrayBuffer())
  const isText = label === 'master' || label === 'playlist'
  history.add(scenario, 'http', {
    label,
    method: 'GET',
    url,
    tenant: null,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: isText ? content.toString('utf8') : { bytes: content.length },
    ms: Math.round(performance.now() - started),
  })
  return content
}
