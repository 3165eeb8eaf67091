export const expected = 'academy-ai-jobs-lite' // planted
