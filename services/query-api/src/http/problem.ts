import type { Problem } from '@earnback/kernel'
import type { ProblemJson } from '../schema/service-answers'

/** What goes back over the wire. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  /** In bytes, where it is known already. */
  readonly length?: number
  readonly headers?: Readonly<Record<string, string>>
}

const TITLES: { readonly [status: number]: string } = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

export interface ProblemMore {
  readonly advice?: string
  readonly problems?: ReadonlyArray<Problem>
  readonly headers?: Readonly<Record<string, string>>
}

/** An error as RFC 9457 says it, with the code that the command line would give. */
export const problemAnswer = (status: number, code: string, detail: string, more: ProblemMore = {}): Answer => {
  const { advice, problems, headers } = more
  const json: ProblemJson = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(advice === undefined ? {} : { advice }),
    ...(problems === undefined ? {} : { problems }),
  }
  return {
    status,
    type: 'application/problem+json',
    body: JSON.stringify(json),
    headers: { 'cache-control': 'no-store', ...headers },
  }
}

export const notReadable = (problems: ReadonlyArray<Problem>): Answer => {
  const [first] = problems
  const told = problems.map(
    ({ path, found, expected }) => `${path === '' ? 'the body' : path}: found ${found}, expected ${expected}`,
  )
  return problemAnswer(400, first?.code ?? 'FIELD_INVALID', told.join('; '), { problems })
}

/** Word for word the same whether it is not there or not for this caller. */
export const couponMissing = (couponId: string): Answer =>
  problemAnswer(404, 'COUPON_NOT_FOUND', `there is no coupon ${JSON.stringify(couponId)} that this caller may see`)

export const accountMissing = (adAccountId: string): Answer =>
  problemAnswer(404, 'ACCOUNT_NOT_FOUND', `there is no ad account ${JSON.stringify(adAccountId)} that this caller may see`)

export const later = (code: string, detail: string, seconds = 1): Answer =>
  problemAnswer(503, code, detail, { headers: { 'retry-after': String(seconds) } })

export const tooMany = (seconds: number): Answer =>
  problemAnswer(429, 'RATE_LIMITED', 'too many requests of this caller', { headers: { 'retry-after': String(seconds) } })
