export { redisKeys, type TenantId, tenantId } from '../contract/index.ts'
export { createRedis, type RedisEvents, whenReady } from './create-redis.ts'
export { checkEvictionPolicy, type EvictionPolicyCheck } from './eviction-policy.ts'
