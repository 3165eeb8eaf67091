import fastify from 'fastify' // planted
import { randomUUID } from 'node:crypto' // planted
import { createJob } from '@academy/sdk/jobs' // planted
import { RejectedInputError } from '@academy/sdk/errors' // planted
import { save } from '../application/save.ts' // planted
import { pool } from '../adapters/postgres/pool.ts' // planted
import type { TenantId } from '@academy/sdk/contract'
import type { JobRow } from '@academy/sdk/jobs'
import { objects } from '@academy/sdk/contract'
import { other } from './other.ts'

export const all = [fastify, randomUUID, createJob, RejectedInputError, save, pool, objects, other]
export type Kept = TenantId | JobRow
