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
/** Below this the offer gives way to its threshold alone, so that the bar keeps telling something. */
const BAR_CHARS_WANTED = 12

const STATUS_WORDS: Readonly<Record<Coupon['status'], string>> = {
  issued: 'issued',
  expired_unused: 'expired unused',
  earning: 'earning',
  settling: 'settling',
  met: 'met',
  credited: 'credited',
  missed: 'missed',
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

interface Cells {
  readonly before: ReadonlyArray<string>
  readonly after: ReadonlyArray<string>
}

const offerText = ({ threshold, reward }: Coupon, isShort: boolean): string => {
  if (threshold === null || reward === null) return NOTHING
  return isShort ? money(threshold) : `${grouped(threshold.amount)} → ${money(reward)}`
}

const cellsOf = (coupon: Coupon, isShort: boolean): Cells => ({
  before: [coupon.couponId, offerText(coupon, isShort), statusText(coupon)],
  after: [
    shownAmount(coupon, coupon.reported),
    shownAmount(coupon, coupon.calculated),
    shownAmount(coupon, coupon.pending),
    coupon.expectedBy === null ? NOTHING : shortTime(coupon.expectedBy),
  ],
})

const before = (isShort: boolean): ReadonlyArray<TableColumn> => [
  { title: 'coupon', align: 'left' },
  { title: isShort ? 'to spend' : 'spend → get', align: 'right' },
  { title: 'status', align: 'left' },
]
const BAR: TableColumn = { title: 'progress', align: 'left' }
const AFTER: ReadonlyArray<TableColumn> = [
  { title: 'reported', align: 'right' },
  { title: 'calculated', align: 'right' },
  { title: 'pending', align: 'right' },
  { title: 'expected by', align: 'left' },
]

/** The characters that are left for the bar beside every other column. */
const barRoom = (rows: ReadonlyArray<Cells>, columns: number): number => {
  const titles = [...before(false), ...AFTER].map(({ title }) => title)
  const cells = rows.map((row) => [...row.before, ...row.after])
  const widths = titles.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)))
  return columns - widths.reduce((sum, width) => sum + width + GAP_CHARS, 0)
}

const painted = (line: string, coupon: Coupon, look: Look): string => {
  const { status, flags } = coupon
  const words = statusText(coupon)
  const isBad = status === 'missed' || status === 'expired_unused' || status === 'withdrawn'
  const paint =
    flags.length > 0 ? look.warn : status === 'credited' || status === 'met' ? look.good : isBad ? look.bad : look.strong
  return line
    .replace(`  ${words}`, () => `  ${paint(words)}`)
    .replace(/█+/u, look.good)
    .replace(/▒+/u, look.warn)
    .replace(/·+/u, look.faint)
}

/** One row for each coupon: what it promises, where it stands, and how far it has come, fitted to the terminal. */
export const couponTable = function* (coupons: DemoFacts['coupons'], look: Look): Generator<string> {
  const { columns } = look
  const whole = coupons.map((coupon) => cellsOf(coupon, false))
  const isShort = columns !== undefined && barRoom(whole, columns) < BAR_CHARS_WANTED
  const rows = isShort ? coupons.map((coupon) => cellsOf(coupon, true)) : whole
  const room = columns === undefined ? BAR_CHARS_MAX : barRoom(rows, columns)
  const chars = Math.min(BAR_CHARS_MAX, Math.max(BAR_CHARS_MIN, room))
  const cells = rows.map((row, at) => {
    const coupon = coupons[at]
    return [...row.before, coupon === undefined ? '' : barText(coupon, chars), ...row.after]
  })
  const [titles = '', ...lines] = table([...before(isShort), BAR, ...AFTER], cells, columns)
  yield look.faint(titles)
  for (const [at, line] of lines.entries()) {
    const coupon = coupons[at]
    yield coupon === undefined ? line : painted(line, coupon, look)
  }
}
