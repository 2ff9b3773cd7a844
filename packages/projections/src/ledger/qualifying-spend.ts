import {
  type AccountState,
  cashFunded,
  correctionOf,
  type CouponState,
  type Event,
  type EventOf,
  evolve,
  evolveAccount,
  type Finding,
  isPersons,
  Runs,
  spendStream,
  UNKNOWN_ACCOUNT,
  withCorrections,
} from '@earnback/coupon'
import { ENGINE_SOURCE } from '@earnback/kernel'
import { runOf } from '../coupon-view'
import { ChangedCoupons } from './changed-coupons'
import { CouponLedger, type ExactLine } from './coupon-ledger'
import { Directory } from './directory'
import { ledgerFindings } from './findings'
import { LineTable } from './line-table'
import { eventsAt, type EventsAt, type LogReader, NO_EVENTS } from './log-reader'
import { AT, ENTRY, FLAG, type LedgerPage } from './spend-columns'
import { Sources } from './sources'
import { SpendIndex } from './spend-index'
import { WaitingCorrections } from './waiting-corrections'

type Correcting = EventOf<'SpendAdjusted'> | EventOf<'SpendRetracted'>

interface Prepared {
  readonly firstLine: number
  /** The positions whose events the fold will read. */
  readonly wanted: ReadonlyArray<number>
}

/**
 * Every coupon's qualifying spend, kept as the log grows: a new line costs a look-up and two additions, never a walk through
 * history. A fold of column pages: fed from the first page on it is a rebuild, fed the next page it is an update.
 */
export class QualifyingSpend {
  readonly runs = new Runs()
  readonly coupons = new Map<string, CouponLedger>()
  readonly directory = new Directory()
  /** What a run asks of an ad account beside its spend: its registration, its standing and its violations. */
  readonly accounts = new Map<string, AccountState>()
  readonly sources = new Sources()
  /** Since somebody last cleared this. */
  readonly changed = new ChangedCoupons()
  /** The position of the log that it stands for, and that of the last fact that a run can change something for. */
  position = 0
  newsAt = 0
  private readonly lines = new LineTable()
  private readonly index = new SpendIndex(this.lines)
  private readonly exactLines = new Map<number, ExactLine>()
  /** The coupons that join an account's spend, by its stream's name and by its ordinal. */
  private readonly joined = new Map<string, CouponLedger[]>()
  private readonly joinedByOrdinal: Array<CouponLedger[] | undefined> = []
  private readonly waiting = new WaitingCorrections()

  constructor(private readonly log: LogReader) {}

  /** Makes room for that many more events at once. */
  reserve(events: number): void {
    this.lines.reserve(this.lines.length + events)
  }

  /** Folds a page, up to and including the position `upTo`. Pages come in the order of the log, without gaps. */
  async apply(page: LedgerPage, upTo = Infinity): Promise<void> {
    const from = Math.max(0, this.position + 1 - page.firstPosition)
    const to = Math.min(page.count, upTo + 1 - page.firstPosition)
    if (from >= to) return
    const prepared = this.prepare(page, from, to)
    const events = prepared.wanted.length === 0 ? NO_EVENTS : await eventsAt(this.log, prepared.wanted)
    this.fold(page, from, to, prepared.firstLine, events)
    this.position = page.firstPosition + to - 1
  }

  findingsOf(coupon: CouponLedger): Promise<ReadonlyArray<Finding>> {
    return ledgerFindings(this.log, this.lines, this.waiting, coupon)
  }

  /** Appends the page's lines and names the positions whose events the fold will need. */
  private prepare(page: LedgerPage, from: number, to: number): Prepared {
    const { lines } = this
    const entries = page.columns[AT.entry]
    const firstLine = lines.length
    const wanted: number[] = []
    if (entries === undefined) return { firstLine, wanted }
    lines.reserve(firstLine + to - from)
    for (let at = from; at < to;) {
      const start = at
      while (at < to && entries[at] === ENTRY.spend) at++
      if (at > start) lines.append(page, start, at)
      if (at > start) this.wantSpend(page, start, at, wanted)
      if (at === to) break
      if (entries[at] !== ENTRY.nothing) wanted.push(page.firstPosition + at)
      if (entries[at] === ENTRY.correction)
        wanted.push(...this.namedBy(page, at, lines.length).map((line) => lines.positionOf(line)))
      at++
    }
    return { firstLine, wanted }
  }

  /** Spend whose columns don't tell enough: outsized amounts, and what a correction may wait for. */
  private wantSpend({ columns, firstPosition }: LedgerPage, from: number, to: number, wanted: number[]): void {
    const [flags, highs] = [columns[AT.flags], columns[AT.spendHigh]]
    for (let at = from; at < to && (flags !== undefined || this.waiting.isAnyAwaited); at++) {
      const isOutsized = ((flags?.[at] ?? 0) & FLAG.outsized) !== 0
      if (isOutsized || (this.waiting.isAnyAwaited && this.waiting.isAwaited(highs?.[at] ?? 0))) wanted.push(firstPosition + at)
    }
  }

  /** The lines that a correction may name, among those before `upTo`; where there is none, the spend is awaited. */
  private namedBy(page: LedgerPage, at: number, upTo: number): ReadonlyArray<number> {
    const high = page.columns[AT.namedHigh]?.[at] ?? 0
    this.waiting.expect(high)
    return this.index.findAll(high, page.columns[AT.namedLow]?.[at] ?? 0, upTo)
  }

  private spendAt(line: number, events: EventsAt): EventOf<'SpendRecorded'> {
    return events.get(this.lines.positionOf(line))?.event as EventOf<'SpendRecorded'>
  }

  private fold(page: LedgerPage, from: number, to: number, firstLine: number, events: EventsAt): void {
    const entries = page.columns[AT.entry]
    if (entries === undefined) return
    let line = firstLine
    for (let at = from; at < to; at++) {
      const entry = entries[at]
      const position = page.firstPosition + at
      if (entry === ENTRY.spend) this.spend(line++, page.streams[at] as number, position, events)
      else if (entry !== ENTRY.nothing) {
        const { event, json } = events.get(position) as { event: Event; json: string }
        if (entry === ENTRY.run) this.run(event, position)
        else if (entry === ENTRY.coupon) this.coupon(event as EventOf<'CodeIssued'>, position, json)
        else if (entry === ENTRY.account) this.account(event as EventOf<'AccountRegistered'>, position)
        else if (entry === ENTRY.source) this.sources.note(event as EventOf<'SourceAdvanced'>)
        else {
          const named = this.namedBy(page, at, line)
          this.correct(event as Correcting, position, page.streams[at] as number, named, events)
        }
      }
    }
  }

  private spend(line: number, account: number, position: number, events: EventsAt): void {
    this.newsAt = position
    if ((!this.waiting.isEmpty || this.lines.isOutsized(line)) && !this.lines.isRepeat(line))
      this.takeExact(line, position, events)
    const coupons = this.joinedByOrdinal[account] ?? this.joinedTo(account)
    // By index: this runs once for every line of spend, and an iterator for each would cost as much as the rule.
    for (let index = 0; index < coupons.length; index++) {
      const coupon = coupons[index] as CouponLedger
      coupon.count(line)
      this.changed.add(coupon)
    }
  }

  /** Keeps what the columns of a line don't hold: its exact amount, and corrections that waited for it. */
  private takeExact(line: number, position: number, events: EventsAt): void {
    const event = events.get(position)?.event
    if (event?.name !== 'SpendRecorded') return
    const { adAccountId, spendId, amount } = event.data
    const corrections = this.waiting.take(adAccountId, spendId)
    if (corrections === undefined && !this.lines.isOutsized(line)) return
    this.exactLines.set(line, { currency: amount.currency, cash: cashFunded(event.data), corrections: corrections ?? [] })
  }

  private correct(
    event: Correcting,
    position: number,
    account: number,
    candidates: ReadonlyArray<number>,
    events: EventsAt,
  ): void {
    this.newsAt = position
    const correction = correctionOf(event, { position, recordedAt: event.occurredAt })
    const coupons = this.joinedTo(account)
    coupons.forEach((coupon) => this.changed.add(coupon))
    const line = candidates.find((candidate) => {
      const { adAccountId, spendId } = this.spendAt(candidate, events).data
      return adAccountId === event.data.adAccountId && spendId === event.data.spendId
    })
    if (line === undefined) return this.waiting.add(event.data.adAccountId, correction)
    const { data } = this.spendAt(line, events)
    const earlier = this.exactLines.get(line) ?? { currency: data.amount.currency, cash: cashFunded(data), corrections: [] }
    this.exactLines.set(line, { ...earlier, corrections: [...earlier.corrections, correction] })
    for (const coupon of coupons) coupon.recount(line, earlier)
  }

  private run(event: Event, position: number): void {
    const run = runOf(event, position)
    if (run === undefined) return
    this.runs.add(run)
    for (const coupon of this.coupons.values()) {
      if (coupon.state.corrections.length > 0) {
        coupon.correctionRuns.push(...coupon.state.corrections.map(() => position))
        const corrected = withCorrections(coupon.state, () => position)
        this.become(coupon, corrected, position)
        this.changed.add(coupon)
      }
      if (coupon.cover(run)) this.changed.add(coupon)
    }
  }

  private account(event: EventOf<'AccountRegistered'>, position: number): void {
    this.newsAt = position
    this.directory.note(event)
    const known = this.accounts.get(event.data.adAccountId) ?? UNKNOWN_ACCOUNT
    this.accounts.set(event.data.adAccountId, evolveAccount(known, event, { position, recordedAt: event.occurredAt }))
  }

  private coupon(event: EventOf<'CodeIssued'>, position: number, json: string): void {
    const { couponId } = event.data
    const coupon = this.coupons.get(couponId) ?? new CouponLedger(couponId, this.lines, this.exactLines, this.runs)
    this.coupons.set(couponId, coupon)
    this.changed.add(coupon)
    const isAsked = (event as Event).name === 'CodeActivated' || isPersons(event, couponId)
    if (isAsked || event.source !== ENGINE_SOURCE) this.newsAt = position
    this.directory.note(event)
    coupon.events.push([position, json])
    this.become(coupon, evolve(coupon.state, event, { position }), position)
  }

  /** Gives a coupon another state; where that moves its window or its account, all lines before the position are counted again. */
  private become(coupon: CouponLedger, state: CouponState, position: number): void {
    const joinedBefore = coupon.account === undefined ? [] : this.joinedIn(spendStream(coupon.account))
    if (!coupon.become(state)) return
    if (joinedBefore.length > 0) joinedBefore.splice(joinedBefore.indexOf(coupon), 1)
    coupon.restart()
    if (coupon.account === undefined) return
    const stream = spendStream(coupon.account)
    this.joinedIn(stream).push(coupon)
    const account = this.log.streamOrdinal(stream)
    for (const line of account === undefined ? [] : this.lines.ofAccount(account))
      if (this.lines.positionOf(line) < position) coupon.count(line)
  }

  private joinedIn(stream: string): CouponLedger[] {
    const coupons = this.joined.get(stream) ?? []
    this.joined.set(stream, coupons)
    return coupons
  }

  private joinedTo(account: number): ReadonlyArray<CouponLedger> {
    return (this.joinedByOrdinal[account] ??= this.joinedIn(this.log.streamName(account) ?? ''))
  }
}
