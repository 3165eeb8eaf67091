// Planted: check 4 must find this.
export const legacy = process.env.USE_LEGACY_AI_WORKER === '1'
