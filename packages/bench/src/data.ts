import { CURRENCY, couponEvents } from './coupons'
import type { Batch, BenchEvent, SpendRecorded } from './events'
import { couponOf, spendAt, type Shape } from './lines'
import { amountText, instantText } from './text'

const BATCH_EVENTS = 1000

/** Every account's coupon takes two events beside the lines of spend. */
export const eventCount = ({ spendLines, coupons }: Shape): number => spendLines + 2 * coupons.length

export const spendEvent = (shape: Shape, index: number): SpendRecorded => {
  const line = spendAt(shape, index)
  return {
    specversion: '1.0',
    id: line.eventId,
    source: '/ads/spend',
    type: 'earnback.SpendRecorded.v1',
    time: instantText(line.occurredAt),
    data: {
      spendId: line.spendId,
      adAccountId: couponOf(shape, line.account).adAccountId,
      amount: { amount: amountText(line.amount), currency: CURRENCY },
      kind: 'ad_spend',
      campaignId: line.campaignId,
    },
  }
}

function* events(shape: Shape): Generator<BenchEvent> {
  for (const coupon of shape.coupons) yield* couponEvents(coupon)
  for (let index = 0; index < shape.spendLines; index++) yield spendEvent(shape, index)
}

const toBatch = (batch: ReadonlyArray<BenchEvent>): Batch => ({
  events: batch,
  lines: batch.map((event) => JSON.stringify(event)),
})

/** Coupons first, then the spend in order of arrival; only one batch is held at a time. */
export function* batches(shape: Shape): Generator<Batch> {
  let pending: BenchEvent[] = []
  for (const event of events(shape)) {
    pending.push(event)
    if (pending.length < BATCH_EVENTS) continue
    yield toBatch(pending)
    pending = []
  }
  if (pending.length > 0) yield toBatch(pending)
}
