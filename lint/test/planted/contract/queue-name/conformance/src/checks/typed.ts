export const expected = ['academy-ai-jobs-premium-dlq'] // planted
