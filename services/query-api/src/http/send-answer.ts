import type { FastifyReply } from 'fastify'
import type { Answer } from './problem'

/**
 * Writes an answer in one go. The headers go out as they are: kept one by one and put together later, they would cost more than the
 * rest of an answer that is written out already.
 */
export const sendAnswer = (reply: FastifyReply, { status, type, body, length, headers }: Answer): undefined => {
  reply.server.answered(reply.request, status)
  const written = ['x-request-id', reply.request.id, 'x-content-type-options', 'nosniff']
  if (headers !== undefined) for (const name in headers) written.push(name, headers[name] ?? '')
  if (status !== 304) {
    const bytes = length ?? (typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength)
    written.push('content-type', type, 'content-length', String(bytes))
  }
  reply.hijack()
  reply.raw.writeHead(status, written)
  reply.raw.end(status === 304 ? undefined : body)
  return undefined
}
