import type { FastifyReply } from 'fastify'

export const accepted = (reply: FastifyReply, jobId: string) => reply.code(202).send({ job_id: jobId })
