import type { Socket } from 'node:net'
import { StoreFault } from '@earnback/event-store'
import { type Answer, later, problemAnswer } from './problem'

const BY_CODE: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'BODY_TOO_LARGE', 'the body is larger than 65536 bytes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'MEDIA_TYPE_UNSUPPORTED', 'the body must be application/json'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'NOT_JSON', 'the body is empty, expected one JSON object'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'NOT_JSON', 'the body is not JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'REQUEST_INVALID', 'the body is not as long as Content-Length says'],
  FST_ERR_BAD_URL: [400, 'URL_INVALID', 'the address is not well formed'],
  FST_ERR_HANDLER_TIMEOUT: [503, 'TIMED_OUT', 'the answer took too long'],
}

interface FastifyFault {
  readonly code?: unknown
  readonly statusCode?: unknown
}

/** An answer for what went wrong on the way; undefined where it is a bug. No word of a bug goes out. */
export const faultAnswer = (error: unknown): Answer | undefined => {
  if (error instanceof StoreFault) return later(error.fault.code, error.fault.message, 2)
  const { code, statusCode } = error as FastifyFault
  const known = typeof code === 'string' ? BY_CODE[code] : undefined
  if (known !== undefined) return problemAnswer(...known, known[0] === 503 ? { headers: { 'retry-after': '2' } } : {})
  const isRequests = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
  return isRequests ? problemAnswer(statusCode, 'REQUEST_INVALID', 'the request can’t be read') : undefined
}

export const BUG_ANSWER = problemAnswer(
  500,
  'INTERNAL_FAULT',
  'this is a fault of Earnback; its log has more under the request id',
)

const BY_PARSER: Readonly<Record<string, readonly [status: number, line: string, code: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, '408 Request Timeout', 'REQUEST_TIMEOUT'],
  HPE_HEADER_OVERFLOW: [431, '431 Request Header Fields Too Large', 'HEADERS_TOO_LARGE'],
}

/** What never became a request gets an answer by hand, and its connection is closed. */
export const refuseConnection = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, line, code] = BY_PARSER[error.code ?? ''] ?? [400, '400 Bad Request', 'REQUEST_INVALID']
  const { body } = problemAnswer(status, code, 'the request can’t be read')
  socket.end(
    `HTTP/1.1 ${line}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${String(body)}`,
    () => socket.destroy(),
  )
}
