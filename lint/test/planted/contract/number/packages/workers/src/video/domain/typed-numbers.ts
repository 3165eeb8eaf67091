export const cap = 3600 // planted
export const lease = 60 * 60 - 60 // planted
export const renewal = 10_740_000 // planted
export const retention = 7 * 24 * 60 * 60 // planted
export const attribute = { VisibilityTimeout: '10800' } // planted
export const ttl = (hours = 6) => (hours > 5 ? 21_600 : 60) // planted
export const chunkRows = 500 // planted
export const options = { resultLimitBytes: 10_000, weight: 3 } // planted
export const beat = 2 // planted
export const isFull = (smsLimitBytes: number) => smsLimitBytes === 90 // planted
export const harmless = { status: 500, timeout: 10_000, day: 86_400, kibibytes: 64 * 1024, digits: 8, percent: 100 }
export const client = new SQSClient({ maxAttempts: 2 })
export const seconds = (hours: number) => hours * 3600
export const later = (at: number) => at + 3600 // planted
