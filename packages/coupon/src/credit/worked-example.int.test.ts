import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatMicros } from '@earnback/kernel'
import { evolveAccount } from '../account/evolve'
import { UNKNOWN_ACCOUNT } from '../account/state'
import { evolve } from '../evolve'
import { UNKNOWN_COUPON } from '../state'
import { ACCOUNT, at, cloudEvent, type CloudEventJson, creditGranted, creditWithdrawn, decoded, money } from '../testing'
import { chargesOf } from './charge'
import { type Credit, creditOf } from './credit-of'
import { lotsOf } from './lot'

const PAGE = join(__dirname, '..', '..', '..', '..', 'docs', 'domain', 'credit.md')
const EXPIRES_AT = '2026-05-09T00:00:00Z'

type Row = readonly [time: string, what: string, amount: string, credit: string, cash: string, left: string]

/** The rows of the page's worked example, whose first cell is an instant. */
const rows = readFileSync(PAGE, 'utf8')
  .split('\n')
  .filter((line) => /^\| `20/.test(line))
  .map(
    (line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')) as unknown as Row,
  )

const eventOf = ([time, what, amount]: Row): CloudEventJson | undefined => {
  const about = { id: time, time }
  switch (what) {
    case 'grant':
      return creditGranted({ ...about, amount: money(amount), expiresAt: EXPIRES_AT })
    case 'charge':
      return cloudEvent('ChargeSettled', { ...about, data: { chargeId: time, adAccountId: ACCOUNT, amount: money(amount) } })
    case 'withdrawal':
      return creditWithdrawn({ ...about, recovered: money(amount) })
    case 'reinstatement':
      return cloudEvent('CreditReinstated', {
        ...about,
        data: { couponId: 'coupon-1', adAccountId: ACCOUNT, reason: 'appeal won', amount: money(amount) },
      })
    default:
      return undefined
  }
}

const registered = cloudEvent('AccountRegistered', {
  id: 'registered',
  time: '2026-01-01T00:00:00Z',
  data: { adAccountId: ACCOUNT, businessAccountId: 'ba-1', createdVia: 'ads_manager', paymentMode: 'manual' },
})

const creditAt = (instant: string): Credit => {
  const events = [registered, ...rows.flatMap((row) => eventOf(row) ?? [])].map(decoded)
  const place = (index: number) => ({ position: index + 1, recordedAt: at(EXPIRES_AT) })
  const account = events.reduce((state, event, index) => evolveAccount(state, event, place(index)), UNKNOWN_ACCOUNT)
  const coupon = events.reduce((state, event, index) => evolve(state, event, place(index)), UNKNOWN_COUPON)
  return creditOf({ lots: lotsOf(coupon), charges: chargesOf(account), at: at(instant) })
}

test('R44, R49, R50: the page has all of its example', () => {
  expect(rows.map(([, what]) => what)).toEqual([
    'charge',
    'grant',
    'charge',
    'withdrawal',
    'charge',
    'reinstatement',
    'charge',
    'expiry',
  ])
  expect(rows.at(-1)?.[0]).toBe(EXPIRES_AT)
})

test.each(rows)('R44, R49, R50: the numbers of the page at %s, %s', (time, what, _, credit, cash, left) => {
  const { lots, charges } = creditAt(time)
  expect(formatMicros(lots[0]?.left ?? 0n)).toBe(left)
  if (what !== 'charge') return
  const charge = charges.find(({ chargeId }) => chargeId === time)!
  expect(formatMicros(charge.parts.reduce((sum, { micros }) => sum + micros, 0n))).toBe(credit)
  expect([charge.rest.source, formatMicros(charge.rest.micros)]).toEqual(['cash', cash])
})

test('X7: the sums below the table', () => {
  const [lot] = creditAt(EXPIRES_AT).lots
  const sums = [lot!.granted, lot!.reinstated, lot!.consumed, lot!.recovered, lot!.forfeited, lot!.left].map(formatMicros)
  const [granted, reinstated, consumed, recovered, forfeited, left] = sums
  expect(readFileSync(PAGE, 'utf8')).toContain(
    `${granted} + ${reinstated} = ${consumed} consumed + ${recovered} recovered + ${forfeited} forfeited + ${left} left`,
  )
})
