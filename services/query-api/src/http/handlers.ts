import * as E from 'fp-ts/Either'
import type { Health } from '../health'
import type { ProgressHub } from '../live/progress-hub'
import type { Metrics } from '../metrics'
import type { AccessLog } from '../access/access-log'
import { creditRead, promotionsRead } from '../reads/account-reads'
import { couponRead, eventsRead, spendRead } from '../reads/coupon-reads'
import type { Desk } from '../reads/desk'
import { deliveriesRead, findingsRead, quarantineRead } from '../reads/queue-reads'
import { activation, diagnosis } from '../reads/requests'
import { openApiOf } from '../schema/openapi'
import type { Handler } from './app'
import type { Ask } from './ask'
import { ENDPOINTS, type Endpoint, type OperationId } from './endpoints'
import { sendAnswer } from './send-answer'
import { doneAnswer, jsonAnswer } from './json-answer'
import type { Answer } from './problem'
import { askReader } from './reading'

export interface HandlerOptions {
  readonly desk: Desk
  readonly health: Health
  readonly metrics: Metrics
  readonly hub: ProgressHub
  readonly accesses: AccessLog
  readonly refreshTotals: () => Promise<void>
  readonly stream: Handler
}

const READS = {
  getCoupon: couponRead,
  listSpend: spendRead,
  listEvents: eventsRead,
  listPromotions: promotionsRead,
  getCredit: creditRead,
  activateCode: activation,
  diagnoseCode: diagnosis,
  listFindings: findingsRead,
  listDeliveries: deliveriesRead,
  listQuarantine: quarantineRead,
} as const satisfies { readonly [id in OperationId]?: (desk: Desk, ask: Ask) => Promise<Answer> }

const reading = (desk: Desk, endpoint: Endpoint, work: (desk: Desk, ask: Ask) => Promise<Answer>): Handler => {
  const read = askReader(endpoint)
  return async (request, reply, caller) => {
    const ask = read(request, caller)
    return sendAnswer(reply, E.isLeft(ask) ? ask.left : await work(desk, ask.right))
  }
}

const metricsText = async (options: HandlerOptions): Promise<Answer> => {
  const { metrics, hub, accesses, refreshTotals } = options
  await refreshTotals()
  metrics.streams.set(hub.size)
  metrics.accessesWaiting.set(accesses.size)
  return { status: 200, type: metrics.registry.contentType, body: await metrics.text(), headers: { 'cache-control': 'no-store' } }
}

/** One handler for each endpoint. */
export const handlersOf = (options: HandlerOptions): { readonly [id in OperationId]: Handler } => {
  const { desk, health, stream } = options
  const document = openApiOf(Object.values(ENDPOINTS))
  const reads = Object.fromEntries(
    Object.entries(READS).map(([id, work]) => [id, reading(desk, ENDPOINTS[id as keyof typeof READS], work)]),
  ) as unknown as { readonly [id in keyof typeof READS]: Handler }
  return {
    ...reads,
    streamCoupon: stream,
    getDocument: async (request, reply) => sendAnswer(reply, jsonAnswer(document, 'v1', request.headers['if-none-match'])),
    getLive: async (_request, reply) => sendAnswer(reply, doneAnswer({ status: 'live' })),
    getReady: async (_request, reply) => {
      const readiness = await health.ready()
      return sendAnswer(reply, { ...doneAnswer(readiness), status: readiness.status === 'ready' ? 200 : 503 })
    },
    getMetrics: async (_request, reply) => sendAnswer(reply, await metricsText(options)),
  }
}
