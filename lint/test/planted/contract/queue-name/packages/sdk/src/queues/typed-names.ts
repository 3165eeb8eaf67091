export const video = 'academy-video-jobs' // planted
export const url = 'http://sqs.local/000000000000/academy-messaging-jobs' // planted
export const dead = (queue: string) => `${queue}-dlq` // planted
export const tier = (name: string) => `academy-ai-jobs-${name}` // planted
export const any = /academy-ai-jobs-(lite|basic)/ // planted
export const harmless = ['academy-local', 'a queue of jobs', `jobs of ${video}`]
