/**
 * What requests to activate must be answered, and what runs must then grant, by the plainest reading of the rules: everything that
 * arrived is kept in one list and looked through at every question. Shares no code with the engine; times are whole microseconds.
 */
export type Fact =
  | { readonly kind: 'issued'; readonly couponId: string; readonly code: string; readonly recipient: string | undefined }
  | {
      readonly kind: 'registered'
      readonly account: string
      readonly business: string
      readonly via: string
      readonly at: number
    }
  | { readonly kind: 'standing'; readonly account: string; readonly value: 'approved' | 'pending_review'; readonly at: number }
  | { readonly kind: 'payment'; readonly account: string; readonly value: 'verified' | 'none'; readonly at: number }
  | { readonly kind: 'balance'; readonly account: string; readonly cash: number; readonly at: number }
  | { readonly kind: 'activated'; readonly couponId: string; readonly account: string; readonly at: number }
  | { readonly kind: 'spent'; readonly id: string; readonly account: string; readonly at: number; readonly amount: number }

export interface Request {
  readonly code: string
  readonly account: string
  readonly key: string | undefined
  readonly at: number
}

export interface Answer {
  readonly accepted: boolean
  readonly reasons: ReadonlyArray<string>
}

export interface Offer {
  readonly receivedAt: number
  readonly deadline: number
  readonly windowMicros: number
  readonly threshold: number
  readonly lagMicros: number
}

interface Activation {
  readonly couponId: string
  readonly account: string
  readonly at: number
  readonly own?: { readonly business: string; readonly code: string; readonly key: string | undefined }
}

const HOUR = 3_600_000_000
const canonical = (code: string): string => code.replace(/[\s-]/g, '').toUpperCase()

type Of<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>

type Dated = Of<'registered' | 'standing' | 'payment' | 'balance'>

export class ActivationModel {
  private readonly facts: Fact[] = []
  private readonly activations: Activation[] = []
  private readonly refusals: Array<{ readonly request: Request; readonly reasons: ReadonlyArray<string> }> = []
  private readonly granted = new Set<string>()
  private through = -Infinity

  constructor(private readonly offer: Offer) {}

  arrive(fact: Fact): void {
    const said = (of: Fact): string => JSON.stringify(Object.entries(of).sort())
    if (this.facts.some((other) => said(other) === said(fact))) return
    this.facts.push(fact)
    if (fact.kind === 'activated') this.activations.push(fact)
  }

  request(request: Request): Answer {
    const meant = this.meant(request)
    const own = this.activations.filter((one) => one.couponId === meant?.couponId && one.own !== undefined)
    const isAgain = (one: Activation): boolean =>
      request.key !== undefined && one.own?.key === request.key && one.account === request.account
    if (own.some(isAgain)) return { accepted: true, reasons: [] }
    const before = this.refusals.find(
      ({ request: other }) =>
        request.key !== undefined &&
        other.key === request.key &&
        other.account === request.account &&
        canonical(other.code) === canonical(request.code),
    )
    if (before !== undefined) return { accepted: false, reasons: before.reasons }
    const reasons = this.reasons(request)
    if (reasons.length > 0) this.refusals.push({ request, reasons })
    else {
      const business = this.owner(request.account, request.at) as string
      const { couponId, code } = meant as Of<'issued'>
      this.activations.push({ couponId, account: request.account, at: request.at, own: { business, code, key: request.key } })
    }
    return { accepted: reasons.length === 0, reasons }
  }

  /** The coupons that a run at `now` grants, in the order of their ids. */
  run(now: number): ReadonlyArray<string> {
    this.through = Math.max(this.through, now - this.offer.lagMicros)
    const grants = this.of('issued')
      .map(({ couponId }) => couponId)
      .filter((couponId) => !this.granted.has(couponId) && this.calculated(couponId) >= this.offer.threshold)
      .sort()
    for (const couponId of grants) this.granted.add(couponId)
    return grants
  }

  standing(couponId: string): Activation | undefined {
    const issue = this.of('issued').find((one) => one.couponId === couponId)
    return issue === undefined
      ? undefined
      : this.activations.find((one) => one.couponId === couponId && one.at < this.offer.deadline)
  }

  private of<Kind extends Fact['kind']>(kind: Kind): ReadonlyArray<Of<Kind>> {
    return this.facts.filter((fact): fact is Of<Kind> => fact.kind === kind)
  }

  /** The fact of a kind that held for an account at an instant: the latest, of two at once the one that came last. */
  private held<Kind extends Dated['kind']>(kind: Kind, account: string, at: number): Of<Kind> | undefined {
    const facts: ReadonlyArray<Dated> = this.of(kind)
    const known = facts.filter((fact) => fact.account === account && fact.at <= at)
    return known.filter((fact) => known.every((other) => other.at <= fact.at)).at(-1) as Of<Kind> | undefined
  }

  private owner(account: string, at: number): string | undefined {
    return this.held('registered', account, at)?.business
  }

  private meant({ code, account, at }: Request): Of<'issued'> | undefined {
    const business = this.owner(account, at)
    const isTheirs = ({ recipient }: Of<'issued'>): boolean => recipient !== undefined && recipient === business
    const exact = this.of('issued').find((one) => one.code === code)
    return exact ?? this.of('issued').find((one) => isTheirs(one) && canonical(one.code) === canonical(code))
  }

  private reasons(request: Request): ReadonlyArray<string> {
    const { account, at } = request
    const isLimited =
      this.refusals.filter(
        (refusal) =>
          refusal.request.account === account &&
          refusal.request.at > at - HOUR &&
          refusal.request.at <= at &&
          !refusal.reasons.includes('RATE_LIMITED') &&
          !refusal.reasons.includes('ALREADY_ACTIVATED'),
      ).length >= 10
    const ofAccount: ReadonlyArray<readonly [string, boolean]> = [
      ['ACCOUNT_ALREADY_USED_A_COUPON', this.hasAnother(request)],
      ['ACCOUNT_ORIGIN_INELIGIBLE', this.held('registered', account, at)?.via !== 'ads_manager'],
      ['ACCOUNT_PENDING_REVIEW', this.held('standing', account, at)?.value !== 'approved'],
      ['PAYMENT_METHOD_NOT_VERIFIED', this.held('payment', account, at)?.value !== 'verified'],
      ['NO_POSITIVE_CASH_BALANCE', !((this.held('balance', account, at)?.cash ?? 0) > 0)],
      ['NOT_PREPAID', this.held('registered', account, at) === undefined],
      ['RATE_LIMITED', isLimited],
    ]
    return [...(isLimited ? [] : this.ofCode(request)), ...ofAccount.flatMap(([reason, isGiven]) => (isGiven ? [reason] : []))]
  }

  private ofCode(request: Request): ReadonlyArray<string> {
    const meant = this.meant(request)
    if (meant === undefined) return ['CODE_NOT_FOUND']
    const format = meant.code === request.code ? [] : ['CODE_FORMAT_MISMATCH']
    if (meant.recipient !== undefined && meant.recipient !== this.owner(request.account, request.at))
      return [...format, 'NOT_ORIGINAL_RECIPIENT']
    const standing = this.standing(meant.couponId)
    const isReserved = this.activations.some(({ own }) => own?.code === meant.code)
    const timing = [
      ...(request.at >= this.offer.deadline ? ['ACTIVATION_WINDOW_EXPIRED'] : []),
      ...(request.at < this.offer.receivedAt ? ['ACTIVATED_BEFORE_RECEIPT'] : []),
    ]
    if (standing === undefined) return [...format, ...(isReserved ? ['CODE_ALREADY_USED'] : []), ...timing]
    return [...format, standing.account === request.account ? 'ALREADY_ACTIVATED' : 'CODE_ALREADY_USED']
  }

  private hasAnother(request: Request): boolean {
    const business = this.owner(request.account, request.at)
    if (business === undefined) return false
    const meant = this.meant(request)?.couponId
    const accounts = this.of('registered').flatMap((one) => (one.business === business ? [one.account] : []))
    return this.of('issued').some(({ couponId, recipient }) => {
      if (couponId === meant) return false
      const standing = this.standing(couponId)
      if (this.activations.some((one) => one.couponId === couponId && one.own?.business === business)) return true
      return standing !== undefined && (recipient === business || accounts.includes(standing.account))
    })
  }

  private calculated(couponId: string): number {
    const activation = this.standing(couponId)
    if (activation === undefined) return 0
    const { account, at } = activation
    return this.of('spent')
      .filter((one) => one.account === account && one.at > at && one.at < at + this.offer.windowMicros)
      .filter((one) => one.at <= this.through)
      .reduce((sum, { amount }) => sum + amount, 0)
  }
}
