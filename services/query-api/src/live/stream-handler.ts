import type { FastifyReply, FastifyRequest } from 'fastify'
import * as E from 'fp-ts/Either'
import type { Caller } from '../access/caller'
import { mayAsk, maySee } from '../access/may-see'
import { ENDPOINTS } from '../http/endpoints'
import type { Entrance } from '../http/entrance'
import { sendAnswer } from '../http/send-answer'
import { couponMissing, later, problemAnswer } from '../http/problem'
import { askReader } from '../http/reading'
import type { Handler } from '../http/app'
import type { CouponAnswers } from '../reads/coupon-answers'
import { Listener } from './listener'
import type { ProgressHub } from './progress-hub'

const EVENT_ID = /^\d+-([A-Za-z0-9_-]{22})$/
const RETRY_MS = 2_000

const FULL = later('STREAMS_FULL', 'too many streams are open already', 10)
const ENOUGH = problemAnswer(429, 'STREAMS_LIMITED', 'this caller has as many streams open as one may have', {
  headers: { 'retry-after': '10' },
})

/** From here on the answer is written by hand, as the events come. */
const open = (reply: FastifyReply): void => {
  reply.server.answered(reply.request, 200)
  reply.hijack()
  reply.raw.writeHead(200, {
    'x-request-id': reply.request.id,
    'x-content-type-options': 'nosniff',
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  reply.raw.write(`retry: ${RETRY_MS}\n\n`)
}

export interface StreamOptions {
  readonly hub: ProgressHub
  readonly coupons: CouponAnswers
  readonly entrance: Entrance
  readonly elapsedMs: () => number
}

const lastHashOf = (request: FastifyRequest): string | undefined => {
  const given = request.headers['last-event-id']
  return typeof given === 'string' ? EVENT_ID.exec(given)?.[1] : undefined
}

/** Progress at once, unless it is what the caller saw last, and then whenever it changes. */
export const streamHandler = ({ hub, coupons, entrance, elapsedMs }: StreamOptions): Handler => {
  const read = askReader(ENDPOINTS.streamCoupon)
  const isStillKnown = async (request: FastifyRequest, { id }: Caller): Promise<boolean> => {
    const caller = await entrance.caller(request)
    const { scope } = ENDPOINTS.streamCoupon
    return caller?.id === id && (scope === null || mayAsk(caller, scope))
  }
  return async (request, reply, caller) => {
    const ask = read(request, caller)
    if (E.isLeft(ask)) return sendAnswer(reply, ask.left)
    const { couponId = '' } = ask.right.params
    const told = await coupons.told(couponId)
    if (told === undefined || !maySee(caller, told.adAccountIds)) return sendAnswer(reply, couponMissing(couponId))
    const room = hub.room(caller.id)
    if (room !== 'yes') return sendAnswer(reply, room === 'full' ? FULL : ENOUGH)
    open(reply)
    const listening = {
      couponId,
      caller,
      isStillKnown: () => isStillKnown(request, caller),
    }
    const listener = new Listener(listening, reply.raw, elapsedMs, lastHashOf(request))
    reply.raw.on('error', () => undefined)
    reply.raw.on('close', () => hub.remove(listener))
    hub.add(listener, told)
    if (reply.raw.destroyed) hub.remove(listener)
    return undefined
  }
}
