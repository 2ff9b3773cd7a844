import type { Amount, Instant, Micros } from '@earnback/kernel'
import type { Charge, RestSource } from './charge'
import type { Lot, LotChange } from './lot'

/** What became of a lot: always `granted + reinstated = consumed + recovered + forfeited + left`, and none is below zero. */
export interface LotStanding {
  readonly couponId: string
  readonly creditId: string
  readonly currency: string
  readonly grantedAt: Instant
  readonly expiresAt: Instant | undefined
  readonly granted: Micros
  readonly consumed: Micros
  readonly recovered: Micros
  readonly reinstated: Micros
  readonly forfeited: Micros
  readonly left: Micros
}

/** What one lot paid of a charge. */
export interface ChargePart {
  readonly couponId: string
  readonly creditId: string
  readonly micros: Micros
}

/** A charge and who paid it: its parts and the rest add up to its amount. */
export interface PaidCharge {
  readonly chargeId: string
  readonly at: Instant
  readonly amount: Amount
  readonly parts: ReadonlyArray<ChargePart>
  readonly rest: { readonly micros: Micros; readonly source: RestSource }
}

export interface Credit {
  readonly lots: ReadonlyArray<LotStanding>
  readonly charges: ReadonlyArray<PaidCharge>
}

/** What is known of an account's credit, before it is judged at an instant. */
export interface CreditFacts {
  readonly lots: ReadonlyArray<Lot>
  readonly charges: ReadonlyArray<Charge>
}

const least = (one: Micros, other: Micros): Micros => (one < other ? one : other)

/** A lot while the facts are folded. */
class OpenLot {
  private consumed = 0n
  private recovered = 0n
  private reinstated = 0n

  constructor(readonly lot: Lot) {}

  private get left(): Micros {
    return this.lot.amount.micros + this.reinstated - this.consumed - this.recovered
  }

  private isExpired(at: Instant): boolean {
    return this.lot.expiresAt !== undefined && at >= this.lot.expiresAt
  }

  /** Only charges after the grant and before the expiry are paid from it (R44, X8); at the grant's own instant not yet. */
  pay({ at, amount }: Charge, due: Micros): Micros {
    const isOpen = at > this.lot.grantedAt && !this.isExpired(at) && amount.currency === this.lot.amount.currency
    const paid = isOpen ? least(due, this.left) : 0n
    this.consumed += paid
    return paid
  }

  change({ kind, at, micros }: LotChange): void {
    if (kind === 'recovered') this.recovered += this.isExpired(at) ? 0n : least(micros ?? this.left, this.left)
    else this.reinstated += least(micros ?? this.recovered, this.recovered - this.reinstated)
  }

  standing(at: Instant): LotStanding {
    const { couponId, creditId, amount, grantedAt, expiresAt } = this.lot
    const { consumed, recovered, reinstated, left } = this
    const forfeited = this.isExpired(at) ? left : 0n
    const of = { couponId, creditId, currency: amount.currency, grantedAt, expiresAt, granted: amount.micros }
    return { ...of, consumed, recovered, reinstated, forfeited, left: left - forfeited }
  }
}

const WITHOUT_END = Number.MAX_SAFE_INTEGER

/** Earliest expiry first, then the order of the grants. */
const inUseOrder = (one: Lot, other: Lot): number =>
  (one.expiresAt ?? WITHOUT_END) - (other.expiresAt ?? WITHOUT_END) ||
  one.grantedAt - other.grantedAt ||
  one.position - other.position

const paid = (charge: Charge, lots: ReadonlyArray<OpenLot>): PaidCharge => {
  const parts: ChargePart[] = []
  let due = charge.amount.micros
  const payFrom = (order: Lot['consumptionOrder'], kept: Micros): void => {
    for (const open of lots) {
      if (open.lot.consumptionOrder !== order || due <= kept) continue
      const micros = open.pay(charge, due - kept)
      due -= micros
      if (micros > 0n) parts.push({ couponId: open.lot.couponId, creditId: open.lot.creditId, micros })
    }
  }
  payFrom('creditFirst', 0n)
  payFrom('cashFirst', charge.cash)
  const { chargeId, at, amount, restFrom } = charge
  return { chargeId, at, amount, parts, rest: { micros: due, source: restFrom } }
}

interface Step {
  readonly at: Instant
  readonly occurredAt: Instant
  readonly position: number
  readonly take: () => void
}

const byTime = (one: Step, other: Step): number =>
  one.at - other.at || one.occurredAt - other.occurredAt || one.position - other.position

/**
 * An account's credit at an instant: every charge, withdrawal and reinstatement up to it, in valid time and, at one instant, in
 * the order of the log; whatever order they came in (R44, R45, R49, R50, X7, X8).
 */
export const creditOf = ({ lots, charges, at }: CreditFacts & { readonly at: Instant }): Credit => {
  const open = lots
    .filter(({ grantedAt }) => grantedAt <= at)
    .sort(inUseOrder)
    .map((lot) => new OpenLot(lot))
  const paidCharges: PaidCharge[] = []
  const steps: ReadonlyArray<Step> = [
    ...charges.map((charge) => ({
      at: charge.at,
      occurredAt: charge.at,
      position: charge.position,
      take: () => void paidCharges.push(paid(charge, open)),
    })),
    ...open.flatMap((one) => one.lot.changes.map((change) => ({ ...change, take: () => one.change(change) }))),
  ]
  for (const { take } of steps.filter((step) => step.at <= at).sort(byTime)) take()
  return { lots: open.map((one) => one.standing(at)), charges: paidCharges }
}

/** What the status of one coupon needs of the credit; what expired unused is still left in it (R27, X7). */
export const creditLeftOf = (
  { lots }: Credit,
  couponId: string,
): { readonly left: Micros; readonly expiresAt: Instant | undefined } | undefined => {
  const own = lots.filter((lot) => lot.couponId === couponId)
  if (own.length === 0) return undefined
  const usable = own.reduce((sum, { left }) => sum + left, 0n)
  const forfeited = own.reduce((sum, lot) => sum + lot.forfeited, 0n)
  const ended = own.find((lot) => lot.forfeited > 0n)
  return usable > 0n ? { left: usable, expiresAt: undefined } : { left: forfeited, expiresAt: ended?.expiresAt }
}
