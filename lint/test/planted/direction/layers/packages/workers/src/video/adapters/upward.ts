import { createHandlers } from '../handlers.ts' // planted
import { Pool } from 'pg'
import { transcode } from '../application/transcode-video.ts'

export const all = [createHandlers, Pool, transcode]
