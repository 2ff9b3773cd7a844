import { parseMicros } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { grouped, money } from '../render/amount'
import { BAR_CHARS, barParts } from '../render/bar'
import type { Look } from '../render/look'
import { table, type TableColumn } from '../render/table'
import type { DemoFacts } from './demo-facts'
import { shortTime } from './short-time'

type Coupon = DemoFacts['coupons'][number]

const NOTHING = '—'
const GAP_CHARS = 2
const BAR_CHARS_MAX = 20
const BAR_CHARS_MIN = 6

const STATUS_WORDS: Readonly<Record<Coupon['status'], string>> = {
  issued: 'issued',
  expired_unused: 'expired unused',
  earning: 'earning',
  settling: 'settling',
  met: 'met',
  on_hold: 'on hold',
  credited: 'credited',
  exhausted: 'used up',
  credit_expired: 'credit expired',
  missed: 'missed',
  withheld: 'withheld',
  withdrawn: 'withdrawn',
}

/** The status in two words; what a flag or a finding makes of it goes before the plain one. */
export const statusText = ({ status, flags, findings }: Coupon): string => {
  if (status === 'expired_unused' && findings.some(({ code }) => code === 'ACTIVATION_WINDOW_EXPIRED')) return 'activated late'
  if (flags.includes('met_pending_calculation')) return 'met, calculating'
  if (flags.includes('review_required')) return `${STATUS_WORDS[status]}, review`
  return STATUS_WORDS[status]
}

export const micros = (amount: { readonly amount: string } | null): bigint => {
  const parsed = parseMicros(amount?.amount ?? '0')
  if (E.isRight(parsed)) return parsed.right
  throw new Error(`a progress holds an amount that is none: ${amount?.amount ?? ''}`)
}

/** The bar of `progress`, shorter; rounded down again, so that a full one still means a threshold that is reached. */
const barText = ({ calculated, reported, threshold }: Coupon, chars: number): string => {
  if (threshold === null) return ''
  const { counted, pending, missing } = barParts(micros(calculated), micros(reported), micros(threshold))
  const scaled = (length: number): number => Math.floor((length * chars) / BAR_CHARS)
  const solid = scaled(counted.length)
  const drawn = scaled(counted.length + pending.length)
  const rest = missing === '' ? '' : missing.charAt(0).repeat(chars - drawn)
  return counted.slice(0, solid) + pending.slice(0, drawn - solid) + rest
}

const shownAmount = (coupon: Coupon, amount: { readonly amount: string } | null): string =>
  coupon.activatedAt === null || amount === null ? NOTHING : grouped(amount.amount)

interface Field extends TableColumn {
  readonly of: (coupon: Coupon) => string
}

const offerText = ({ threshold, reward }: Coupon): string =>
  threshold === null || reward === null ? NOTHING : `${grouped(threshold.amount)} → ${money(reward)}`

const COUPON: Field = { title: 'coupon', align: 'left', of: ({ couponId }) => couponId }
const OFFER: Field = { title: 'spend → get', align: 'right', of: offerText }
const THRESHOLD: Field = {
  title: 'to spend',
  align: 'right',
  of: ({ threshold }) => (threshold === null ? NOTHING : money(threshold)),
}
const STATUS: Field = { title: 'status', align: 'left', of: statusText }
const SUMS: ReadonlyArray<Field> = [
  { title: 'reported', align: 'right', of: (coupon) => shownAmount(coupon, coupon.reported) },
  { title: 'calculated', align: 'right', of: (coupon) => shownAmount(coupon, coupon.calculated) },
  { title: 'pending', align: 'right', of: (coupon) => shownAmount(coupon, coupon.pending) },
]
const EXPECTED: Field = {
  title: 'expected by',
  align: 'left',
  of: (coupon) => (coupon.expectedBy === null ? NOTHING : shortTime(coupon.expectedBy)),
}

interface Layout {
  readonly before: ReadonlyArray<Field>
  readonly after: ReadonlyArray<Field>
  readonly barChars: number
}

/** From wide to narrow; a layout is taken where it leaves the bar enough to tell something. */
const LAYOUTS: ReadonlyArray<Layout> = [
  { before: [COUPON, OFFER, STATUS], after: [...SUMS, EXPECTED], barChars: 12 },
  { before: [COUPON, THRESHOLD, STATUS], after: [...SUMS, EXPECTED], barChars: 8 },
  { before: [COUPON, STATUS], after: SUMS, barChars: BAR_CHARS_MIN },
]

/** What the other columns leave for the bar. */
const barRoom = ({ before, after }: Layout, coupons: ReadonlyArray<Coupon>, columns: number): number =>
  [...before, ...after].reduce(
    (room, { title, of }) => room - GAP_CHARS - Math.max(title.length, ...coupons.map((coupon) => of(coupon).length)),
    columns,
  )

const layoutFor = (coupons: ReadonlyArray<Coupon>, columns: number | undefined): Layout => {
  const [widest, ...narrower] = LAYOUTS.map((layout) => {
    const room = columns === undefined ? BAR_CHARS_MAX : barRoom(layout, coupons, columns)
    return { ...layout, barChars: Math.min(BAR_CHARS_MAX, Math.max(BAR_CHARS_MIN, room)), hasRoom: room >= layout.barChars }
  })
  if (widest === undefined) throw new Error('a table without a layout')
  return widest.hasRoom ? widest : (narrower.find(({ hasRoom }) => hasRoom) ?? narrower.at(-1) ?? widest)
}

const painted = (line: string, coupon: Coupon, look: Look): string => {
  const { status, flags } = coupon
  const words = statusText(coupon)
  const isBad = status === 'missed' || status === 'expired_unused' || status === 'withdrawn' || status === 'withheld'
  const paint =
    flags.length > 0 || status === 'on_hold'
      ? look.warn
      : status === 'credited' || status === 'met'
        ? look.good
        : isBad
          ? look.bad
          : look.strong
  return line
    .replace(`  ${words}`, () => `  ${paint(words)}`)
    .replace(/█+/u, look.good)
    .replace(/▒+/u, look.warn)
    .replace(/·+/u, look.faint)
}

const MARKS = '█ calculated  ▒ pending  · missing'
const EXPECTED_MEANS = 'expected by: pending is calculated, settling is settled (UTC)'

/** One row for each coupon: what it promises, where it stands, and how far it has come, fitted to the terminal. */
export const couponTable = function* (coupons: ReadonlyArray<Coupon>, look: Look): Generator<string> {
  const { before, after, barChars } = layoutFor(coupons, look.columns)
  const bar: Field = { title: 'progress', align: 'left', of: (coupon) => barText(coupon, barChars) }
  const fields = [...before, bar, ...after]
  const rows = coupons.map((coupon) => fields.map(({ of }) => of(coupon)))
  const [titles = '', ...lines] = table(fields, rows, look.columns)
  yield look.faint(titles)
  for (const [at, coupon] of coupons.entries()) yield painted(lines[at] ?? '', coupon, look)
  yield ''
  yield look.faint(after.includes(EXPECTED) ? `${MARKS}     ${EXPECTED_MEANS}` : MARKS)
}
