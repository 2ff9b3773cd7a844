import { TabPart, VerdictPart } from '../schema/parts'
import { CreditAnswer, DeliveriesAnswer, PromotionsAnswer } from '../schema/account-answers'
import { ExplanationAnswer, HistoryAnswer, ProgressAnswer } from '../schema/coupon-answers'
import { ActivationAnswer, DiagnosisAnswer, FindingsAnswer, QuarantineAnswer } from '../schema/queue-answers'
import { LiveAnswer, ReadyAnswer } from '../schema/service-answers'
import { CursorParameter, IdParameter, LimitParameter, PositionParameter, timeParameters, TypedCode } from '../schema/parameters'
import * as t from 'io-ts'
import type { Scope } from '../access/scope'
import { oneOf } from '../schema/parts'

/** What stands behind one address, as the document says it and the server holds it. */
export interface Endpoint {
  readonly operationId: string
  readonly method: 'GET' | 'POST'
  /** With parameters in braces. */
  readonly path: string
  readonly summary: string
  /** Null where anyone may ask. */
  readonly scope: Scope | null
  readonly params: t.Props
  readonly query: t.Props
  readonly headers: t.Props
  readonly body: t.Mixed | undefined
  /** What 200 brings: JSON by a codec, or another kind of content. */
  readonly answer: t.Mixed | 'text/plain' | 'text/event-stream' | 'application/json'
  /** The other statuses that it may answer with, problems all but 304. */
  readonly others: ReadonlyArray<number>
}

const tabs = t.union([TabPart, oneOf<'issued'>({ issued: null })])
const paging = { cursor: CursorParameter, limit: LimitParameter }
const coupon = { couponId: IdParameter }
const account = { adAccountId: IdParameter }
const READ = [304, 400, 401, 403, 404, 429, 500, 503]

const read = (
  operationId: string,
  path: string,
  scope: Scope,
  summary: string,
  answer: Endpoint['answer'],
  rest: Partial<Endpoint> = {},
): Endpoint => ({
  operationId,
  method: 'GET',
  path,
  summary,
  scope,
  params: {},
  query: {},
  headers: {},
  body: undefined,
  answer,
  others: READ,
  ...rest,
})

const open = (operationId: string, path: string, summary: string, answer: Endpoint['answer'], others: number[]): Endpoint => ({
  ...read(operationId, path, 'coupons:read', summary, answer),
  scope: null,
  others,
})

const Request = t.type({ code: TypedCode, adAccountId: IdParameter }, 'ActivationRequest')
export type ActivationBody = t.TypeOf<typeof Request>
const asked = { body: Request, method: 'POST', others: [400, 401, 403, 404, 413, 415, 429, 500, 503] } as const

/** Every request that the service answers; the document, the server and the tests are made from it. */
export const ENDPOINTS = {
  getCoupon: read('getCoupon', '/v1/coupons/{couponId}', 'coupons:read', 'Where a coupon stands', ProgressAnswer, {
    params: coupon,
    query: { ...timeParameters, minPosition: PositionParameter },
  }),
  listSpend: read(
    'listSpend',
    '/v1/coupons/{couponId}/spend',
    'coupons:read',
    'One verdict for every line of spend, a page at a time',
    ExplanationAnswer,
    { params: coupon, query: { ...timeParameters, verdict: VerdictPart, ...paging, minPosition: PositionParameter } },
  ),
  listEvents: read(
    'listEvents',
    '/v1/coupons/{couponId}/events',
    'coupons:read',
    'The history of a coupon and of its account’s spend, in the order of the log',
    HistoryAnswer,
    { params: coupon, query: { after: PositionParameter, without: oneOf<'SpendRecorded'>({ SpendRecorded: null }), ...paging } },
  ),
  streamCoupon: read(
    'streamCoupon',
    '/v1/coupons/{couponId}/stream',
    'coupons:read',
    'Progress whenever it changes, as server-sent events',
    'text/event-stream',
    { params: coupon, headers: { 'last-event-id': t.string }, others: [400, 401, 403, 404, 429, 500, 503] },
  ),
  listPromotions: read(
    'listPromotions',
    '/v1/ad-accounts/{adAccountId}/promotions',
    'coupons:read',
    'An ad account’s coupons by tab',
    PromotionsAnswer,
    { params: account, query: { ...timeParameters, tab: tabs, minPosition: PositionParameter } },
  ),
  getCredit: read(
    'getCredit',
    '/v1/ad-accounts/{adAccountId}/credit',
    'coupons:read',
    'What is left of an ad account’s credit, and what was paid by it',
    CreditAnswer,
    { params: account, query: { ...timeParameters, minPosition: PositionParameter } },
  ),
  activateCode: read(
    'activateCode',
    '/v1/activations',
    'activations:write',
    'Activates a code, or refuses for every reason at once',
    ActivationAnswer,
    { ...asked, headers: { 'idempotency-key': IdParameter } },
  ),
  diagnoseCode: read(
    'diagnoseCode',
    '/v1/diagnoses',
    'activations:write',
    'The checks of an activation; nothing is written',
    DiagnosisAnswer,
    asked,
  ),
  listFindings: read(
    'listFindings',
    '/v1/findings',
    'findings:read',
    'What a person should look at, newest first',
    FindingsAnswer,
    { query: { ...timeParameters, ...paging } },
  ),
  listDeliveries: read(
    'listDeliveries',
    '/v1/deliveries',
    'deliveries:read',
    'Every coupon whose threshold is met, the overdue first',
    DeliveriesAnswer,
    { query: { ...timeParameters, ...paging } },
  ),
  listQuarantine: read(
    'listQuarantine',
    '/v1/quarantine',
    'quarantine:read',
    'What could not be taken in, for staff',
    QuarantineAnswer,
    { query: paging },
  ),
  getDocument: open('getDocument', '/openapi.json', 'This document', 'application/json', [304]),
  getLive: open('getLive', '/health/live', 'Whether the process answers', LiveAnswer, []),
  getReady: open('getReady', '/health/ready', 'Whether it can answer questions; why not', ReadyAnswer, [503]),
  getMetrics: read('getMetrics', '/metrics', 'metrics:read', 'Metrics for Prometheus', 'text/plain', {
    others: [401, 403, 429, 500],
  }),
} as const satisfies Record<string, Endpoint>

export type OperationId = keyof typeof ENDPOINTS
