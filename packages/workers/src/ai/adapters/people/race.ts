const uniqueViolation = '23505'
const deadlockDetected = '40P01'
const serializationFailure = '40001'

/** Whether the database says that somebody else wrote the same people meanwhile: a constraint, not luck (P-42). */
export function isRace(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return error.code === uniqueViolation || error.code === deadlockDetected || error.code === serializationFailure
}
