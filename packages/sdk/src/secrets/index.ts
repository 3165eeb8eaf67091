export { hashOneTimeSecret, newOneTimeSecret, verifyOneTimeSecret } from './one-time-secret.ts'
export { openSealed, seal } from './sealed-box.ts'
export { type FirstLogin, type LoginsOrigin, openLogins, sealLogins } from './sealed-logins.ts'
export { type SecretKeys, secretKeys } from './secret-keys.ts'
