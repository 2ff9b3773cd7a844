import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PAGE_POLICY, type PageFile, pagesIn } from './pages'
import { problemAnswer } from './problem'
import { sendAnswer } from './entrance'

const INDEX = '/index.html'

const sendFile = (request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply => {
  reply.header('etag', file.etag).header('cache-control', file.cacheControl).header('content-security-policy', PAGE_POLICY)
  reply.header('referrer-policy', 'no-referrer').header('cross-origin-opener-policy', 'same-origin')
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  const isZipped = file.gzip !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  if (file.gzip !== undefined) reply.header('vary', 'accept-encoding')
  if (isZipped) reply.header('content-encoding', 'gzip')
  return reply.header('content-type', file.type).send(isZipped ? file.gzip : file.body)
}

/** The pages: every address of one shows the same file, which asks the API for what it shows. */
export const pageRoutes = (app: FastifyInstance, folder: string | undefined): ReadonlyMap<string, PageFile> => {
  const files = folder === undefined ? new Map<string, PageFile>() : pagesIn(folder)
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const index = files.get(INDEX)
    return index === undefined
      ? sendAnswer(
          reply,
          problemAnswer(404, 'PAGES_MISSING', 'no pages came with this service; /openapi.json says what it answers'),
        )
      : sendFile(request, reply, index)
  }
  for (const path of ['/', '/accounts/:adAccountId', '/coupons/:couponId']) app.get(path, page)
  return files
}

/** A file of the pages where the address names one. */
export const sendPageFile = (
  files: ReadonlyMap<string, PageFile>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
  const file = files.get(request.url.split('?', 1)[0] ?? '')
  return file === undefined ? undefined : sendFile(request, reply, file)
}
