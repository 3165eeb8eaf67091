import { mediaTools } from './media/tools.ts'
import { postgresBinaries } from './postgres/binaries.ts'
import { clusterTemplate } from './postgres/template.ts'
import { redisBinary } from './redis/binary.ts'
import { Unavailable } from './unavailable.ts'

// Run by the set-up: fetches and builds what the servers need, so that no later start has to, and says what it found.
try {
  const binaries = postgresBinaries()
  clusterTemplate(binaries)
  const redis = process.env.REDIS_URL ? 'REDIS_URL' : redisBinary().path
  const { ffmpeg } = mediaTools()
  const short = (path: string) =>
    path.includes('/.academy/') ? 'Debian packages' : path.includes('/node_modules/') ? 'npm' : path
  console.log(`PostgreSQL (${binaries.id}), Redis (${short(redis)}), ffmpeg (${short(ffmpeg)})`)
} catch (error) {
  if (!(error instanceof Unavailable)) throw error
  console.error(`set-up: ${error.message}`)
  process.exitCode = 2
}
