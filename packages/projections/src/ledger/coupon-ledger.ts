import {
  accountOf,
  closes,
  type Correction,
  countingWindow,
  type CountingWindow,
  countsFrom,
  type CouponState,
  type FindingCode,
  findingOf,
  isSettled,
  judge,
  type JudgedLine,
  offerLateness,
  type Outcome,
  outcomeOf,
  type Run,
  type Runs,
  UNKNOWN_COUPON,
} from '@earnback/coupon'
import { ExactSum, type Micros } from '@earnback/kernel'
import { Growing } from './growing'
import type { LineTable } from './line-table'

/** A line that needs more than its columns: it was corrected, or its amount outgrows them. */
export interface ExactLine {
  readonly currency: string
  readonly cash: Micros
  readonly corrections: ReadonlyArray<Correction>
}

const scratch: JudgedLine = {
  repeat: 'first',
  retracted: false,
  occurredAt: 0,
  hasPeriod: false,
  periodStart: 0,
  periodEnd: 0,
  kind: 'adSpend',
  currency: 0,
  cashFunded: true,
  late: false,
  covered: false,
}

/** What the ledger holds of one coupon: two sums that every event moves by its own difference, and what still waits for a run. */
export class CouponLedger {
  state: CouponState = UNKNOWN_COUPON
  /** The coupon's own events as stored, to be read again with its row. */
  readonly events: Array<readonly [position: number, json: string]> = []
  readonly findings = new Map<number, ReadonlyArray<FindingCode>>()
  account: string | undefined
  /** The runs with which the corrections of its activation took effect, one for each, in their order. */
  readonly correctionRuns: number[] = []
  /** When `ChangedCoupons` took it in last. */
  changedIn = 0
  closedBy: Run | undefined
  /** The first run, since the last reversal, right after which calculated spend reached the threshold. */
  confirmedBy: Run | undefined

  private window: CountingWindow | undefined
  private wasSettled = false
  private reportedSum = new ExactSum()
  private calculatedSum = new ExactSum()
  /** Lines that qualify and that no run has covered yet, in no order. */
  private readonly pending = new Growing((length) => new Uint32Array(length), 16)
  private pendingCount = 0
  private readonly exact = new Map<number, Outcome>()

  constructor(
    readonly couponId: string,
    private readonly lines: LineTable,
    private readonly exactLines: ReadonlyMap<number, ExactLine>,
    private readonly runs: Runs,
  ) {}

  /** Whether the runs have settled the window: nothing that comes can change its sum. */
  get isSettled(): boolean {
    return isSettled(this.state, this.closedBy, this.runs)
  }

  get reported(): Micros {
    return this.reportedSum.value
  }

  get calculated(): Micros {
    return this.calculatedSum.value
  }

  /** Takes a new state; answers whether all of its account's lines must be looked at again. */
  become(state: CouponState): boolean {
    const window = countingWindow(state)
    const account = accountOf(state)
    const isMoved =
      account !== this.account || window?.activatedAt !== this.window?.activatedAt || window?.endsAt !== this.window?.endsAt
    if (state.reverted.length > this.state.reverted.length) this.confirmedBy = undefined
    this.state = state
    this.window = window
    this.account = account
    return isMoved
  }

  /** Forgets every sum, before all lines are counted again under a new window. */
  restart(): void {
    this.reportedSum = new ExactSum()
    this.calculatedSum = new ExactSum()
    this.pendingCount = 0
    this.wasSettled = false
    this.exact.clear()
    this.findings.clear()
    this.closedBy = this.window === undefined ? undefined : this.runs.closing(this.window.endsAt, offerLateness(this.state))
  }

  /** Counts a line that it has not seen since the last restart. No run later than the line exists yet. */
  count(line: number): void {
    if (this.exactLines.size > 0 && this.exactLines.has(line)) return this.recount(line)
    this.lines.describe(line, scratch)
    scratch.late = this.closedBy !== undefined && this.lines.positionOf(line) > this.closedBy.position
    const verdict = judge(scratch, this.window)
    if (verdict === 'PENDING_CALCULATION') {
      this.reportedSum.add(this.lines.cash(line))
      if (this.pendingCount === this.pending.values.length) this.pending.reserve(this.pendingCount + 1)
      this.pending.values[this.pendingCount++] = line
      return
    }
    const findings = findingOf(verdict)
    if (findings.length > 0) this.findings.set(line, findings)
  }

  /** Counts a line again that was corrected: takes away what it was worth and adds what it is worth now. */
  recount(line: number, earlier?: ExactLine): void {
    const before = this.exact.get(line) ?? (earlier === undefined ? undefined : this.outcome(line, earlier))
    const after = this.outcome(line, this.exactLines.get(line) as ExactLine)
    this.reportedSum.addExact(after.reported - (before?.reported ?? 0n))
    this.calculatedSum.addExact(after.calculated - (before?.calculated ?? 0n))
    this.exact.set(line, after)
    if (after.findings.length > 0) this.findings.set(line, after.findings)
    else this.findings.delete(line)
  }

  /** Moves what a new run covers from pending to calculated, and lets it close the window. Answers whether anything changed. */
  cover(run: Run): boolean {
    if (this.window === undefined) return false
    const calculatedBefore = this.calculated
    this.coverPlain(run)
    for (const [line, { reported, calculated }] of this.exact) if (reported !== calculated) this.recount(line)
    const threshold = this.state.terms?.threshold.micros
    const isConfirmed = this.confirmedBy === undefined && threshold !== undefined && this.calculated >= threshold
    if (isConfirmed) this.confirmedBy = run
    const isClosed = this.closedBy === undefined && closes(run, this.window.endsAt, offerLateness(this.state))
    if (isClosed) this.closedBy = run
    const isNewlySettled = this.isSettled !== this.wasSettled
    this.wasSettled = this.isSettled
    return isConfirmed || isClosed || isNewlySettled || this.calculated !== calculatedBefore
  }

  private coverPlain(run: Run): void {
    const waiting = this.pending.values
    let kept = 0
    for (let index = 0; index < this.pendingCount; index++) {
      const line = waiting[index] as number
      if (this.exact.size > 0 && this.exact.has(line)) continue
      if (this.lines.occurredAt(line) <= run.through) this.calculatedSum.add(this.lines.cash(line))
      else waiting[kept++] = line
    }
    this.pendingCount = kept
  }

  private outcome(line: number, { currency, cash, corrections }: ExactLine): Outcome {
    this.lines.describe(line, scratch)
    const valued = { position: this.lines.positionOf(line), occurredAt: this.lines.occurredAt(line), currency, cash }
    return outcomeOf(valued, scratch, corrections, {
      window: this.window,
      countsFrom: countsFrom(this.state),
      closedAt: this.closedBy?.position ?? Infinity,
      runs: this.runs,
    })
  }
}
