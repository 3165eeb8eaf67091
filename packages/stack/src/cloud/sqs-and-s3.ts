import { type Front, startFront } from '../front/index.ts'
import type { Teardown } from '../teardown.ts'
import { type Cloud, startCloud } from './fauxqs.ts'

/** SQS behind its front, and S3 with a bucket; they end with the teardown. */
export async function sqsAndS3(
  region: string,
  bucket: string,
  teardown: Teardown,
): Promise<{ cloud: Cloud; front: Front }> {
  const cloud = await startCloud(region)
  teardown.add(() => cloud.stop())
  const front = await startFront(cloud.url)
  teardown.add(() => front.stop())
  await cloud.createBucket(bucket)
  return { cloud, front }
}
