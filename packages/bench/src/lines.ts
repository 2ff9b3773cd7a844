import { MONTH_MICROS, MONTH_STARTS_AT, couponAt, type Coupon } from './coupons'
import { draw, drawFraction, hex32, scramble } from './draw'

const LINES_PER_ACCOUNT = 1800
const ACCOUNTS_MIN = 5
export const REPEATS_ONE_IN = 1000
const FURTHER_REPEATS_ONE_IN = 4
const JITTER_MICROS = 30 * 60_000_000

const enum Purpose {
  Repeats = 1,
  Repeated,
  Account,
  Jitter,
  Further,
  Edge,
  WholeMillis,
  Size,
  Amount,
  Campaign,
  SpendId,
  EventId,
}

/** How many lines there are and whose. The further lines of `one-more-line` have the indexes from `spendLines` on. */
export type Shape = { readonly spendLines: number; readonly coupons: ReadonlyArray<Coupon> }

/** A line of spend in integers. Amounts and instants are micros below 2^53, so plain numbers hold them exactly. */
type SpendLine = {
  readonly eventId: string
  readonly spendId: string
  readonly account: number
  readonly occurredAt: number
  readonly amount: number
  readonly campaignId: string
}

export const shapeOf = (spendLines: number): Shape => {
  const accounts = Math.max(ACCOUNTS_MIN, Math.round(spendLines / LINES_PER_ACCOUNT))
  return { spendLines, coupons: Array.from({ length: accounts }, (_, account) => couponAt(account)) }
}

export const couponOf = ({ coupons }: Shape, account: number): Coupon => {
  const coupon = coupons[account]
  if (coupon === undefined) throw new Error(`no account ${account} of ${coupons.length}`)
  return coupon
}

/** A repeat carries the spend of an earlier line, its origin, under an event id of its own. */
const originOf = ({ spendLines }: Shape, index: number): number => {
  let origin = index
  for (;;) {
    const oneIn = origin < spendLines ? REPEATS_ONE_IN : FURTHER_REPEATS_ONE_IN
    if (origin === 0 || draw(origin, Purpose.Repeats) % oneIn !== 0) return origin
    origin = draw(origin, Purpose.Repeated) % origin
  }
}

const accountOfOrigin = ({ coupons }: Shape, origin: number): number => draw(origin, Purpose.Account) % coupons.length

export const accountAt = (shape: Shape, index: number): number => accountOfOrigin(shape, originOf(shape, index))

/** In 4 lines of 1,024 the instant sits on or just inside an end of the window, where a wrong comparison shows. */
const edgeOf = (origin: number, { activatedAt, windowEndsAt }: Coupon): number | null => {
  switch (draw(origin, Purpose.Edge) % 1024) {
    case 0:
      return activatedAt
    case 1:
      return activatedAt + 1
    case 2:
      return windowEndsAt - 1
    case 3:
      return windowEndsAt
    default:
      return null
  }
}

const occurredAtOf = (shape: Shape, origin: number, account: number): number => {
  const edge = edgeOf(origin, couponOf(shape, account))
  if (edge !== null) return edge
  const share = origin < shape.spendLines ? origin / shape.spendLines : drawFraction(origin, Purpose.Further)
  const behind = Math.floor(drawFraction(origin, Purpose.Jitter) * JITTER_MICROS)
  const at = MONTH_STARTS_AT + Math.floor(share * MONTH_MICROS) - behind
  return draw(origin, Purpose.WholeMillis) % 2 === 0 ? Math.floor(at / 1000) * 1000 : at
}

/** One line of 512 is so large that 32 bits do not hold its micros. */
const amountOf = (origin: number): number => {
  const size = draw(origin, Purpose.Size)
  if (size % 512 === 0) return 1 + Math.floor(drawFraction(origin, Purpose.Amount) * 50_000_000_000)
  const micros = 1 + Math.floor(drawFraction(origin, Purpose.Amount) * 5_000_000)
  return size % 2 === 0 ? micros : Math.ceil(micros / 10_000) * 10_000
}

export const spendAt = (shape: Shape, index: number): SpendLine => {
  const origin = originOf(shape, index)
  const account = accountOfOrigin(shape, origin)
  const word = hex32(draw(index, Purpose.EventId))
  return {
    eventId: `${hex32(scramble(index))}-${word.slice(0, 4)}-4${word.slice(4, 7)}-8000-0000${word}`,
    spendId: `sp-${hex32(scramble(origin))}${hex32(draw(origin, Purpose.SpendId))}`,
    account,
    occurredAt: occurredAtOf(shape, origin, account),
    amount: amountOf(origin),
    campaignId: `cmp-${draw(origin, Purpose.Campaign) % 100_000}`,
  }
}
