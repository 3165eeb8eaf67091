/** Whether the worker of the old system is used instead. */
export const useOldWorker = process.env.USE_LEGACY_AI_WORKER === '1'
