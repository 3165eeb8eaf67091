import type { MakeContender } from '../contender.ts'
import { bareSdk, bareSdkOurClient } from './bare-sdk.ts'
import { bullmq } from './bullmq.ts'
import { graphileWorker } from './graphile-worker.ts'
import { Ours } from './ours.ts'
import { pgBoss } from './pg-boss.ts'
import { sqsConsumer, sqsConsumerBatched, sqsConsumerSameGuarantees } from './sqs-consumer.ts'

/**
 * Every contender by name; `…_batched` are peers' best settings and `…_our_client` the bare loop with the client of
 * the platform's worker, printed beside, without a goal.
 */
export const contenders = {
  ours: (env) => Ours.create(env),
  bare_sdk_1: (env) => bareSdk(env, 1),
  bare_sdk_2: (env) => bareSdk(env, 2),
  bare_sdk_4: (env) => bareSdk(env, 4),
  bare_sdk_our_client: (env) => bareSdkOurClient(env, 4),
  sqs_consumer: sqsConsumer,
  sqs_consumer_same_guarantees: sqsConsumerSameGuarantees,
  pg_boss: (env) => pgBoss(env, 10),
  graphile_worker: (env) => graphileWorker(env, false),
  bullmq,
  sqs_consumer_batched: sqsConsumerBatched,
  pg_boss_batched: (env) => pgBoss(env, 1_000),
  graphile_worker_batched: (env) => graphileWorker(env, true),
} satisfies Readonly<Record<string, MakeContender>>

export type ContenderName = keyof typeof contenders
