import { Pool } from 'pg' // planted
import type { QueryResult } from 'pg' // planted
import { readFile } from 'node:fs/promises' // planted
import { runWorker } from '@academy/sdk/worker' // planted
import { withTransaction } from '@academy/sdk/database' // planted
import { people } from '../adapters/people/people-store.ts' // planted
import { createHandlers } from '../handlers.ts' // planted
import { notice } from '../../messaging/domain/notice.ts' // planted
import { done, type JobContext } from '@academy/sdk/worker'
import { RejectedInputError } from '@academy/sdk/errors'
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { phone } from '../domain/phone.ts'

export const all = [Pool, readFile, runWorker, withTransaction, people, createHandlers, notice, done, RejectedInputError, randomUUID, phone]
export type Kept = QueryResult | JobContext | Readable
