/** How long the contract lets a transcode take. All in seconds. */
export interface TimePolicy {
  readonly minimumTimeoutSeconds: number
  readonly timeoutPerSourceSecond: number
}

/** Seconds after which a transcode is given up; never beyond what is left until the job's cap. */
export function transcodeTimeout(duration: number, secondsToCap: number, policy: TimePolicy): number {
  const allowed = Math.max(policy.minimumTimeoutSeconds, policy.timeoutPerSourceSecond * duration)
  return Math.min(allowed, secondsToCap)
}
