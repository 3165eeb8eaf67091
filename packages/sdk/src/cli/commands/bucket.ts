import { loadConfig } from '../../config/index.ts'
import type { Command } from '../command.ts'
import { jsonOption, optionsOf } from '../options.ts'

/** `academy bucket provision`: what is uploaded goes again, however busy nobody is. */
export const bucketCommand: Command = {
  name: 'bucket provision',
  summary: 'make the bucket remove rosters when the contract no longer keeps them',
  options: [jsonOption],
  async run(args, { env, out }) {
    const { json } = optionsOf(args, {})
    const config = loadConfig(env, ['bucket'])
    const { createStorage, provisionLifecycle } = await import('../../storage/index.ts')
    const storage = createStorage(config)
    try {
      const changes = await provisionLifecycle(storage.bucket)
      if (json) out(JSON.stringify({ changes }))
      else if (changes.length === 0) out('the bucket is as the contract says')
      else for (const rule of changes) out(`${storage.bucket.name}: lifecycle rule ${rule} set`)
      return 0
    } finally {
      storage.close()
    }
  },
}
