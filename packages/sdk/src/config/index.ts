export type { AcademyConfig, AwsCredentials, Environment } from './academy-config.ts'
export { loadConfig } from './load-config.ts'
export { redact, redacted, secretLogPaths } from './redaction.ts'
export { type Use, type VariableName, variables } from './variables.ts'
