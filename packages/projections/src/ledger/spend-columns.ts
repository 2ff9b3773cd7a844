import { cashFunded, decodeStored, type Event, type EventOf, saysTheSame, spendKind, type SpendKind } from '@earnback/coupon'
import { currencyNumber, type Fingerprint, fingerprintInto, INLINE_MICROS_MAX } from '@earnback/kernel'

/** What an event is to the ledger; everything but plain spend is read from the log when it is met. */
export const ENTRY = { nothing: 0, spend: 1, correction: 2, run: 3, coupon: 4, account: 5, source: 6 } as const

/** The columns' places in a row. */
export const AT = {
  entry: 0,
  flags: 1,
  repeat: 2,
  currency: 3,
  spendHigh: 4,
  spendLow: 5,
  namedHigh: 6,
  namedLow: 7,
  occurredAt: 8,
  cash: 9,
  periodStart: 10,
  periodEnd: 11,
} as const

/** How the store marks a spend whose id its account has used before. */
export const REPEAT = { first: 0, duplicate: 1, conflict: 2 } as const

export const FLAG = {
  hasPeriod: 1,
  notCashFunded: 2,
  taxOrFee: 4,
  otherKind: 8,
  /** The amount is too large for a column that holds safe integers; the event has it. */
  outsized: 16,
} as const

const KIND_FLAG: { readonly [kind in SpendKind]: number } = { adSpend: 0, taxOrFee: FLAG.taxOrFee, other: FLAG.otherKind }

const ENTRY_OF: Partial<Record<Event['name'], number>> = {
  SpendAdjusted: ENTRY.correction,
  SpendRetracted: ENTRY.correction,
  CalculationAdvanced: ENTRY.run,
  CodeIssued: ENTRY.coupon,
  CodeActivated: ENTRY.coupon,
  DeadlinesFrozen: ENTRY.coupon,
  ThresholdMet: ENTRY.coupon,
  ThresholdReverted: ENTRY.coupon,
  CreditGranted: ENTRY.coupon,
  CreditWithdrawn: ENTRY.coupon,
  CreditHeld: ENTRY.coupon,
  HoldReleased: ENTRY.coupon,
  CreditWithheld: ENTRY.coupon,
  CreditReinstated: ENTRY.coupon,
  SpendWindowMissed: ENTRY.coupon,
  DeadlineExtended: ENTRY.coupon,
  CodeExpired: ENTRY.coupon,
  CodeExpiryReversed: ENTRY.coupon,
  ActivationCorrected: ENTRY.coupon,
  GrantReviewRequired: ENTRY.coupon,
  AccountRegistered: ENTRY.account,
  AccountStandingChanged: ENTRY.account,
  PolicyViolationReported: ENTRY.account,
  PolicyViolationResolved: ENTRY.account,
  SourceAdvanced: ENTRY.source,
}

const scratch: Fingerprint = { high: 0, low: 0 }

const takeSpend = ({ data, occurredAt }: EventOf<'SpendRecorded'>, row: Float64Array): void => {
  const cash = Number(cashFunded(data))
  // What does not fit is rounded to something that does not fit either.
  const isOutsized = cash > INLINE_MICROS_MAX
  row[AT.entry] = ENTRY.spend
  row[AT.flags] =
    KIND_FLAG[spendKind(data.kind)] |
    (data.period === undefined ? 0 : FLAG.hasPeriod) |
    (cash === 0 && data.amount.micros > 0n ? FLAG.notCashFunded : 0) |
    (isOutsized ? FLAG.outsized : 0)
  row[AT.currency] = currencyNumber(data.amount.currency)
  row[AT.occurredAt] = occurredAt
  row[AT.cash] = isOutsized ? 0 : cash
  row[AT.periodStart] = data.period?.start ?? 0
  row[AT.periodEnd] = data.period?.end ?? 0
}

/** A spend is known by its account and its id; a correction names it by the same two. */
const takeKey = (adAccountId: string, spendId: string, row: Float64Array, high: number, low: number): void => {
  fingerprintInto(adAccountId, spendId, scratch)
  row[high] = scratch.high
  row[low] = scratch.low
}

/** What a later spend with the same fingerprint is to an earlier one: nothing where only chance joined them (R37). */
const compareSpend = (earlier: unknown, later: unknown): number => {
  const [first, second] = [earlier as EventOf<'SpendRecorded'>, later as EventOf<'SpendRecorded'>]
  const isSame = first.data.spendId === second.data.spendId && first.data.adAccountId === second.data.adAccountId
  if (!isSame) return REPEAT.first
  return saysTheSame(first, second) ? REPEAT.duplicate : REPEAT.conflict
}

/**
 * The columns by which a replay of qualifying spend reads integers and not JSON: for the store a specification like any other.
 * `version` changes with the meaning of any column, and the store then derives them again.
 */
export const spendColumns = {
  version: 'qualifying-spend-4',
  columns: [
    { name: 'entry', type: 'u8' },
    { name: 'flags', type: 'u8' },
    { name: 'repeat', type: 'u8' },
    { name: 'currency', type: 'u16' },
    { name: 'spendHigh', type: 'u32' },
    { name: 'spendLow', type: 'u32' },
    { name: 'namedHigh', type: 'u32' },
    { name: 'namedLow', type: 'u32' },
    { name: 'occurredAt', type: 'f64' },
    { name: 'cash', type: 'f64' },
    { name: 'periodStart', type: 'f64' },
    { name: 'periodEnd', type: 'f64' },
  ],
  take: (payload: unknown, row: Float64Array): void => {
    const event = payload as Event
    if (event.name === 'SpendRecorded') {
      takeSpend(event, row)
      takeKey(event.data.adAccountId, event.data.spendId, row, AT.spendHigh, AT.spendLow)
    } else row[AT.entry] = ENTRY_OF[event.name] ?? ENTRY.nothing
    if (event.name === 'SpendAdjusted' || event.name === 'SpendRetracted') {
      takeKey(event.data.adAccountId, event.data.spendId, row, AT.namedHigh, AT.namedLow)
    }
  },
  /** The store settles once, when it appends, which spend is the first of its id, and marks the others. */
  key: { mark: AT.repeat, high: AT.spendHigh, low: AT.spendLow, compare: compareSpend },
  decode: (json: string): unknown => decodeStored(json),
} as const

/** A page of columns as the store hands it out. */
export interface LedgerPage {
  readonly firstPosition: number
  readonly count: number
  /** Ordinals of streams; an account's spend has one stream. */
  readonly streams: Uint32Array
  readonly columns: ReadonlyArray<Uint8Array | Uint16Array | Uint32Array | Float64Array | undefined>
}
