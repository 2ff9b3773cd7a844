import type { Instant } from '@earnback/kernel'
import type { AccountCredit } from '@earnback/projections'
import { grouped, money } from './amount'
import { distanceTo } from './deliveries-text'
import type { Look } from './look'
import { table, type TableColumn } from './table'
import { visible } from './visible'

const left = (title: string): TableColumn => ({ title, align: 'left' })
const right = (title: string): TableColumn => ({ title, align: 'right' })

const LOT_COLUMNS = [
  left('credit'),
  left('coupon'),
  ...['granted', 'reinstated', 'consumed', 'recovered', 'forfeited', 'left'].map(right),
  left('currency'),
  left('expires'),
]
const CHARGE_COLUMNS = [left('charge'), left('at'), right('amount'), left('currency'), left('paid by')]

const SOURCE_WORDS: Readonly<Record<AccountCredit['charges'][number]['rest']['source'], string>> = {
  cash: 'cash',
  card: 'the card',
  invoice: 'invoice',
  unknown: 'a source that is not known',
}

const lotRow = (lot: AccountCredit['lots'][number], at: Instant): ReadonlyArray<string> => [
  lot.creditId,
  lot.couponId,
  ...[lot.granted, lot.reinstated, lot.consumed, lot.recovered, lot.forfeited, lot.left].map(({ amount }) => grouped(amount)),
  lot.left.currency,
  lot.expiresAt === null ? 'never' : distanceTo(lot.expiresAt, at),
]

const paidBy = ({ parts, rest }: AccountCredit['charges'][number]): string =>
  [
    ...parts.map(({ amount, creditId, couponId }) => `${grouped(amount.amount)} ${creditId} of ${couponId}`),
    ...(rest.amount.amount === '0' ? [] : [`${grouped(rest.amount.amount)} ${SOURCE_WORDS[rest.source]}`]),
  ].join(', ')

/** An account's credit for people, judged at `at`. */
export const creditText = function* (credit: AccountCredit, at: Instant, look: Look): Generator<string> {
  const total = credit.lots.length === 0 ? 'no credit was granted' : `${credit.total.map(money).join(', ')} of credit left`
  yield `${look.strong(`Ad account ${visible(credit.adAccountId)}`)}  ${total}`
  if (credit.lots.length > 0) {
    yield ''
    yield* table(
      LOT_COLUMNS,
      credit.lots.map((lot) => lotRow(lot, at)),
      look.columns,
    )
  }
  if (credit.charges.length === 0) return
  yield ''
  const rows = credit.charges.map((charge) => [
    charge.chargeId,
    charge.occurredAt,
    grouped(charge.amount.amount),
    charge.amount.currency,
    paidBy(charge),
  ])
  yield* table(CHARGE_COLUMNS, rows, look.columns)
}
