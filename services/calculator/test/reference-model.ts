/**
 * What a coupon's runs must decide, by the plainest reading of the rules: everything that arrived is kept in lists and looked
 * through at every run. Shares no code with the engine; times are whole microseconds.
 */
export type Fact =
  | { readonly kind: 'activated'; readonly at: number }
  | { readonly kind: 'spent'; readonly id: string; readonly at: number; readonly amount: number }
  | { readonly kind: 'violated'; readonly id: string; readonly at: number }
  | { readonly kind: 'resolved'; readonly id: string; readonly at: number }
  | { readonly kind: 'standing'; readonly value: 'approved' | 'suspended'; readonly at: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'released' }
  | { readonly kind: 'withheld' }
  | { readonly kind: 'reinstated' }

export interface Offer {
  readonly deadline: number
  readonly windowMicros: number
  readonly threshold: number
  readonly latenessMicros: number
  readonly lagMicros: number
}

const HOUR = 3_600_000_000

type Of<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>

export class ReferenceModel {
  private facts: ReadonlyArray<{ readonly fact: Fact; readonly arrivedAfter: number }> = []
  private through = -Infinity
  private isExpired = false
  private readonly heldFor = new Set<string>()
  private readonly releasedFor = new Set<string>()
  private readonly reviewedFor = new Set<string>()
  private isMet = false
  private isGranted = false
  private isMissed = false

  constructor(private readonly offer: Offer) {}

  arrive(fact: Fact): void {
    const isKnown = this.facts.some(({ fact: other }) => JSON.stringify(other) === JSON.stringify(fact))
    if (!isKnown) this.facts = [...this.facts, { fact, arrivedAfter: this.through }]
  }

  /** Makes a run at `now` and answers the names of its decisions, in their order. */
  run(now: number): ReadonlyArray<string> {
    this.through = Math.max(this.through, now - this.offer.lagMicros)
    const calculated = this.calculated()
    const decided: string[] = []
    const say = (name: string, when: boolean): boolean => {
      if (when) decided.push(name)
      return when
    }
    const isActive = this.activatedAt !== undefined
    if (say('CodeExpiryReversed', isActive && this.isExpired)) this.isExpired = false
    if (say('CodeExpired', !isActive && !this.isExpired && now >= this.offer.deadline + HOUR)) this.isExpired = true
    if (say('ThresholdMet', calculated >= this.offer.threshold && !this.isMet)) this.isMet = true
    for (const breach of this.breaches()) {
      const isNew = isActive && !this.isGranted && !this.isMissed && !this.heldFor.has(breach)
      if (say('CreditHeld', isNew)) this.heldFor.add(breach)
    }
    for (const breach of this.heldFor) {
      const isOver = !this.breaches().includes(breach) && !this.releasedFor.has(breach)
      if (say('HoldReleased', isOver)) this.releasedFor.add(breach)
    }
    if (say('CreditGranted', this.isMet && !this.isGranted && !this.isHeld && !this.isWithheld)) this.isGranted = true
    for (const breach of this.breaches()) {
      const isNew = this.isGranted && !this.heldFor.has(breach) && !this.reviewedFor.has(breach)
      if (say('GrantReviewRequired', isNew)) this.reviewedFor.add(breach)
    }
    const isShort = this.isClosed && calculated < this.offer.threshold
    if (say('SpendWindowMissed', isShort && !this.isGranted && !this.isMet && !this.isMissed)) this.isMissed = true
    return decided
  }

  private of<Kind extends Fact['kind']>(kind: Kind): ReadonlyArray<Of<Kind> & { readonly arrivedAfter: number }> {
    return this.facts.flatMap(({ fact, arrivedAfter }) => (fact.kind === kind ? [{ ...(fact as Of<Kind>), arrivedAfter }] : []))
  }

  private get activatedAt(): number | undefined {
    return this.of('activated').find(({ at }) => at < this.offer.deadline)?.at
  }

  private get windowEnd(): number {
    return (this.activatedAt ?? Infinity) + this.offer.windowMicros
  }

  /** The window may become known only after a run had passed its settlement: what came after that run is late all the same. */
  private get settlesAt(): number {
    return this.windowEnd + this.offer.latenessMicros
  }

  private get isClosed(): boolean {
    return this.through >= this.settlesAt
  }

  private calculated(): number {
    const activatedAt = this.activatedAt
    if (activatedAt === undefined) return 0
    return this.of('spent')
      .filter(({ at }) => at > activatedAt && at < this.windowEnd && at <= this.through)
      .filter(({ arrivedAfter }) => arrivedAfter < this.settlesAt)
      .reduce((sum, { amount }) => sum + amount, 0)
  }

  private breaches(): ReadonlyArray<string> {
    const resolved = new Set(this.of('resolved').map(({ id }) => id))
    const open = this.of('violated').filter(({ id }) => !resolved.has(id))
    const standings = this.of('standing')
    const latest = standings.filter(({ at }) => standings.every((other) => other.at <= at)).at(-1)
    return [...open.map(({ id }) => id), ...(latest?.value === 'suspended' ? [`standing ${latest.at}`] : [])]
  }

  private get isHeld(): boolean {
    const byPerson = this.of('held').length > 0 && this.of('released').length === 0
    return byPerson || [...this.heldFor].some((breach) => !this.releasedFor.has(breach))
  }

  private get isWithheld(): boolean {
    return this.of('withheld').length > 0 && this.of('reinstated').length === 0
  }
}
