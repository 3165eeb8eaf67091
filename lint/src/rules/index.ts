import type { Rule } from '../rule.ts'
import { noContractNumber, noKeyTemplate, noQueueName } from './contract-literals.ts'
import { dependencyDirection } from './dependency-direction.ts'
import { kebabCase, smallFiles } from './files.ts'
import { layerDirection } from './layers.ts'
import { noDefaultExport, noExportStar } from './modules.ts'
import { everyTestRuns } from './tests.ts'

/** Every house rule. */
export const rules: readonly Rule[] = [
  dependencyDirection,
  layerDirection,
  noQueueName,
  noKeyTemplate,
  noContractNumber,
  noDefaultExport,
  noExportStar,
  everyTestRuns,
  kebabCase,
  smallFiles,
]
