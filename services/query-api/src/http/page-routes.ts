import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PAGE_POLICY, type PageFile, pagesIn } from './pages'
import { problemAnswer } from './problem'
import { sendAnswer } from './send-answer'

const INDEX = '/index.html'

const sendFile = ({ headers }: FastifyRequest, reply: FastifyReply, file: PageFile): undefined => {
  const isZipped = file.gzip !== undefined && /\bgzip\b/.test(headers['accept-encoding'] ?? '')
  return sendAnswer(reply, {
    status: headers['if-none-match'] === file.etag ? 304 : 200,
    type: file.type,
    body: isZipped ? (file.gzip ?? file.body) : file.body,
    headers: {
      etag: file.etag,
      'cache-control': file.cacheControl,
      'content-security-policy': PAGE_POLICY,
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      ...(file.gzip === undefined ? {} : { vary: 'accept-encoding' }),
      ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
    },
  })
}

/** The pages: every address of one shows the same file, which asks the API for what it shows. */
export const pageRoutes = (app: FastifyInstance, folder: string | undefined): ReadonlyMap<string, PageFile> => {
  const files = folder === undefined ? new Map<string, PageFile>() : pagesIn(folder)
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<undefined> => {
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

/** Whether the address names a file of the pages, which is sent then. */
export const sendPageFile = (files: ReadonlyMap<string, PageFile>, request: FastifyRequest, reply: FastifyReply): boolean => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const file = files.get(request.url.split('?', 1)[0] ?? '')
  if (file === undefined) return false
  sendFile(request, reply, file)
  return true
}
