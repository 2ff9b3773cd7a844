import type { JudgedLine, Repeat, SpendKind } from '@earnback/coupon'
import { Growing } from './growing'
import { AT, FLAG, type LedgerPage, REPEAT } from './spend-columns'

const REPEATS: ReadonlyArray<Repeat> = ['first', 'duplicate', 'conflict']

const kindOf = (flags: number): SpendKind => {
  if ((flags & FLAG.taxOrFee) !== 0) return 'taxOrFee'
  return (flags & FLAG.otherKind) !== 0 ? 'other' : 'adSpend'
}

/** Every line of spend in the order of the log, a column for each thing that the rule looks at; a line is its number. */
export class LineTable {
  private readonly occurred = new Growing((length) => new Float64Array(length))
  private readonly cashes = new Growing((length) => new Float64Array(length))
  private readonly positions = new Growing((length) => new Uint32Array(length))
  private readonly highs = new Growing((length) => new Uint32Array(length))
  private readonly lows = new Growing((length) => new Uint32Array(length))
  private readonly currencies = new Growing((length) => new Uint16Array(length))
  private readonly flags = new Growing((length) => new Uint8Array(length))
  private readonly repeats = new Growing((length) => new Uint8Array(length))
  /** The number plus one of the line before in the same account; 0 where there is none. */
  private readonly previous = new Growing((length) => new Uint32Array(length))
  private readonly lasts = new Growing((length) => new Uint32Array(length))
  private readonly periods = new Map<number, { readonly start: number; readonly end: number }>()

  private count = 0

  get length(): number {
    return this.count
  }

  spendHigh(line: number): number {
    return this.highs.values[line] as number
  }

  spendLow(line: number): number {
    return this.lows.values[line] as number
  }

  /** Makes room for that many more lines, so that appending them checks nothing. */
  reserve(more: number): void {
    this.occurred.reserve(more)
    this.cashes.reserve(more)
    this.positions.reserve(more)
    this.highs.reserve(more)
    this.lows.reserve(more)
    this.currencies.reserve(more)
    this.flags.reserve(more)
    this.repeats.reserve(more)
    this.previous.reserve(more)
  }

  /** Appends the events of a page from `from` up to `to`, all of them spend, in room that was reserved; chains each to its account's. */
  append(page: LedgerPage, from: number, to: number): void {
    const first = this.count
    const { columns } = page
    const copy = (into: Growing<Float64Array | Uint32Array | Uint16Array | Uint8Array>, column: number): void => {
      const values = columns[column]
      if (values !== undefined) into.values.set(values.subarray(from, to), first)
    }
    copy(this.occurred, AT.occurredAt)
    copy(this.cashes, AT.cash)
    copy(this.highs, AT.spendHigh)
    copy(this.lows, AT.spendLow)
    copy(this.currencies, AT.currency)
    copy(this.flags, AT.flags)
    copy(this.repeats, AT.repeat)
    this.chain(page, from, to)
    this.keepPeriods(page, from, to)
    this.count += to - from
  }

  private chain({ streams, firstPosition }: LedgerPage, from: number, to: number): void {
    const previous = this.previous.values
    const positions = this.positions.values
    for (let index = from, line = this.count; index < to; index++, line++) {
      const account = streams[index] as number
      if (account >= this.lasts.length) this.lasts.reserve(account + 1)
      const lasts = this.lasts.values
      positions[line] = firstPosition + index
      previous[line] = lasts[account] as number
      lasts[account] = line + 1
    }
  }

  private keepPeriods({ columns }: LedgerPage, from: number, to: number): void {
    const [starts, ends, flags] = [columns[AT.periodStart], columns[AT.periodEnd], columns[AT.flags]]
    if (starts === undefined || ends === undefined || flags === undefined) return
    for (let index = from; index < to; index++) {
      if (((flags[index] as number) & FLAG.hasPeriod) === 0) continue
      this.periods.set(this.count + index - from, { start: starts[index] as number, end: ends[index] as number })
    }
  }

  positionOf(line: number): number {
    return this.positions.values[line] as number
  }

  occurredAt(line: number): number {
    return this.occurred.values[line] as number
  }

  /** The cash-funded micros; meaningless for an outsized line. */
  cash(line: number): number {
    return this.cashes.values[line] as number
  }

  isRepeat(line: number): boolean {
    return this.repeats.values[line] !== REPEAT.first
  }

  isOutsized(line: number): boolean {
    return ((this.flags.values[line] as number) & FLAG.outsized) !== 0
  }

  /** The lines of an account, the newest first. */
  *ofAccount(account: number): Generator<number> {
    let next = account < this.lasts.length ? (this.lasts.values[account] as number) : 0
    while (next !== 0) {
      yield next - 1
      next = this.previous.values[next - 1] as number
    }
  }

  /** Describes a line to the rule, in an object that the caller reuses; nothing about lag or lateness yet. */
  describe(line: number, into: JudgedLine): void {
    const flags = this.flags.values[line] as number
    const occurredAt = this.occurred.values[line] as number
    into.repeat = REPEATS[this.repeats.values[line] as number] as Repeat
    into.retracted = false
    into.occurredAt = occurredAt
    into.hasPeriod = (flags & FLAG.hasPeriod) !== 0
    into.periodStart = occurredAt
    into.periodEnd = occurredAt
    if (into.hasPeriod) {
      const period = this.periods.get(line)
      into.periodStart = period?.start ?? occurredAt
      into.periodEnd = period?.end ?? occurredAt
    }
    into.kind = kindOf(flags)
    into.currency = this.currencies.values[line] as number
    into.cashFunded = (flags & FLAG.notCashFunded) === 0
    into.late = false
    into.covered = false
  }
}
