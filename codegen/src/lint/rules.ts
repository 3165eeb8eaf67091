import type { Rule } from './rule.ts'
import { errorRules } from './rules/errors.ts'
import { exampleRules } from './rules/examples.ts'
import { fleetRules } from './rules/fleets.ts'
import { httpRules } from './rules/http.ts'
import { messageRules } from './rules/messages.ts'
import { redisRules } from './rules/redis.ts'
import { registryRules } from './rules/registry.ts'
import { schemaRules } from './rules/schemas.ts'
import { sqsRules } from './rules/sqs.ts'
import { stateRules } from './rules/states.ts'
import { structureRules } from './rules/structure.ts'

/** Every rule of `contract lint`. Each has a fixture of its own name in codegen/test/fixtures. */
export const rules: readonly Rule[] = [
  ...structureRules,
  ...sqsRules,
  ...fleetRules,
  ...messageRules,
  ...registryRules,
  ...stateRules,
  ...redisRules,
  ...schemaRules,
  ...errorRules,
  ...httpRules,
  ...exampleRules,
]
