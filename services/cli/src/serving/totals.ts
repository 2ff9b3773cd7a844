import { StoreFault } from '@earnback/event-store'
import { listQuarantine } from '@earnback/ingester'
import type { Instant } from '@earnback/kernel'
import { deliveriesOf } from '@earnback/projections'
import { listDeliveries } from '@earnback/projector'
import type { Totals } from '@earnback/query-api'
import * as E from 'fp-ts/Either'
import type { Config } from '../config'
import type { Engine } from '../wire'

const MICROS_PER_UNIT = 1_000_000

const counted = (names: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** Sums over every coupon, for the metrics; amounts are rounded to what a gauge can hold. */
export const totalsOf = async (engine: Engine, { holidays }: Config, at: Instant): Promise<Totals> => {
  const sums = new Map<string, bigint>()
  let calculatedThrough: Instant | undefined
  await engine.projector.pick(({ state, reported, calculated, calculatedThrough: through }) => {
    calculatedThrough = through
    const currency = state.terms?.threshold.currency
    if (currency !== undefined) sums.set(currency, (sums.get(currency) ?? 0n) + reported - calculated)
    return []
  })
  const quarantined = await listQuarantine(engine.store)()
  if (E.isLeft(quarantined)) throw new StoreFault(quarantined.left)
  const { coupons, position } = await listDeliveries(engine, {})
  const { deliveries } = deliveriesOf(coupons, holidays, at, { position })
  return {
    pending: new Map([...sums].map(([currency, micros]) => [currency, Number(micros) / MICROS_PER_UNIT])),
    calculatedThrough,
    quarantined: quarantined.right.length,
    overdue: counted(deliveries.flatMap(({ isOverdue, slaStatus }) => (isOverdue ? [slaStatus] : []))),
  }
}
