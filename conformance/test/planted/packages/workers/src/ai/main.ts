// Planted: check 5 must find this.
import { completeJob } from '@academy/sdk/lease'

await completeJob(undefined as never, undefined as never, {})
