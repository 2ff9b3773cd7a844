import { type Instant, parseInstant } from '@earnback/kernel'
import type { Deliveries } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { money } from './amount'
import { away } from './away'
import type { Look } from './look'
import { table, type TableColumn } from './table'

type Delivery = Deliveries['deliveries'][number]

export const SLA_WORDS: Readonly<Record<Delivery['slaStatus'], string>> = {
  on_time: 'on time',
  past_one_day: 'past one day',
  breached: 'breached',
}

const COLUMNS: ReadonlyArray<TableColumn> = [
  { title: 'coupon', align: 'left' },
  { title: 'account', align: 'left' },
  { title: 'reward', align: 'right' },
  { title: 'met', align: 'left' },
  { title: 'one day', align: 'left' },
  { title: 'business day', align: 'left' },
  { title: 'granted', align: 'left' },
  { title: 'delivery', align: 'left' },
]

const stateOf = ({ slaStatus, blockedBy, isOverdue }: Delivery): string => {
  if (blockedBy === 'withholding') return 'withheld'
  return [isOverdue ? 'OVERDUE, ' : '', SLA_WORDS[slaStatus], blockedBy === 'hold' ? ', on hold' : ''].join('')
}

/** How far an instant's text lies from another instant. */
export const distanceTo = (text: string, at: Instant): string => {
  const instant = parseInstant(text)
  return E.isRight(instant) ? away(instant.right, at) : ''
}

/** The deliveries for people, judged at `at`. */
export const deliveriesText = function* ({ deliveries }: Deliveries, at: Instant, look: Look): Generator<string> {
  const overdue = deliveries.filter(({ isOverdue }) => isOverdue).length
  const count = deliveries.length === 1 ? '1 coupon has' : `${deliveries.length} coupons have`
  yield `${look.strong(`${count} met the threshold`)}${overdue === 0 ? '' : look.bad(`, ${overdue} overdue`)}`
  if (deliveries.length === 0) return
  yield ''
  const rows = deliveries.map((delivery) => [
    delivery.couponId,
    delivery.adAccountId,
    delivery.reward === null ? '' : money(delivery.reward),
    delivery.metAt,
    distanceTo(delivery.oneDayTarget, at),
    distanceTo(delivery.businessDayDue, at),
    delivery.grantedAt ?? '-',
    stateOf(delivery),
  ])
  yield* table(COLUMNS, rows, look.columns)
}
