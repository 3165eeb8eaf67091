import { createHandlers } from '@academy/workers' // planted
import { startStack } from '@academy/stack' // planted
import { createJob } from '@academy/sdk/jobs'

export const all = [createHandlers, startStack, createJob]
