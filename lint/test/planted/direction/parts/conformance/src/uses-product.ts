import { validate } from '@academy/sdk/contract' // planted
import { channels } from '../../packages/sdk/src/generated/policies.ts' // planted
import { load } from '../../codegen/src/contract/load.ts' // planted
import { readFileSync } from 'node:fs'

export const all = [validate, channels, load, readFileSync]
